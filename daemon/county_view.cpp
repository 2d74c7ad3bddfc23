#include "daemon/county_view.h"

#include <set>

#include <sys/stat.h>

#include <algorithm>

#include "center/tls/tls_files.h"
#include "daemon/center_settings.h"
#include "daemon/repository_path.h"

namespace lianxiao::daemon {
namespace {

web::SchoolRow RowOf(const center::School& school) {
  web::SchoolRow row;
  row.id = school.id;
  row.name = school.name;
  row.device = school.device;
  row.enrolled = school.enrolled;
  row.last_contact = school.last_contact;
  row.events_received = school.events;
  row.problems = school.notices;
  if (!school.report) return row;
  const auto& report = *school.report;
  row.catalog_version = report.catalog_version;
  row.bytes_missing = report.bytes_missing;
  row.bytes_cached = report.bytes_cached;
  row.resources = report.resources;
  row.resources_cached = report.resources_cached;
  row.usage_pending = report.usage_pending;
  row.program = report.program;
  for (const auto& problem : report.problems) {
    // What the center has found itself stands there already, in its words.
    const auto same = [&](const formats::Problem& notice) { return notice.key == problem.key; };
    if (std::ranges::none_of(school.notices, same)) row.problems.push_back(problem);
  }
  return row;
}

}  // namespace

CountyView::CountyView(Parts parts, formats::CenterCard card, std::string program, std::string folder)
    : parts_(parts), card_(std::move(card)), program_(std::move(program)), folder_(std::move(folder)) {}

Result<web::RepositoryFile> CountyView::Repository(const std::string& path) const {
  LIANXIAO_ASSIGN(const auto name, ParseRepositoryPath(path));
  web::RepositoryFile file{.disk_path = folder_ + "/repository/" + name.relative,
                           .immutable = name.immutable};
  struct stat found {};
  if (::stat(file.disk_path.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) {
    return Fail(ErrorCode::kNotFound, "not in the repository");
  }
  file.size_bytes = found.st_size;
  // A name that stands for its content is its own tag; timestamp.json is replaced in place.
  file.etag = name.immutable ? name.relative.substr(name.relative.rfind('/') + 1)
                             : std::to_string(found.st_mtim.tv_sec) + "-" +
                                   std::to_string(found.st_mtim.tv_nsec) + "-" + std::to_string(found.st_ino);
  return file;
}

std::string CountyView::Card() const { return formats::ToJson(card_); }

Result<std::string> CountyView::TlsStatement() const {
  return center::LoadTlsStatementBy(parts_.disk, folder_, card_.sign);
}

Result<std::string> CountyView::Enrol(const std::string& sealed_request) {
  return parts_.registry.Enrol(sealed_request);
}

Result<std::string> CountyView::TakeBatch(const formats::BatchId& id, const std::string& sealed) {
  return parts_.registry.TakeBatch(id, sealed);
}

Result<web::StatusAnswer> CountyView::TakeStatus(const std::string& device, const std::string& sealed) {
  LIANXIAO_TRY(parts_.registry.TakeStatus(device, sealed));
  // The report is taken whatever becomes of the letter; the box asks for that once a day in any case.
  NoteOffers();
  const auto letter = parts_.registry.mailbox().LetterFor(device);
  const auto post = parts_.registry.NewestPost(device).value_or(0);
  if (letter) return web::StatusAnswer{letter->number, post};
  parts_.log.Error("no letter for box " + device + ": " + letter.error().message);
  return web::StatusAnswer{0, post};
}

// What a school offered and the county published meanwhile is told with the next letter.
void CountyView::NoteOffers() {
  const auto noted = parts_.registry.offers().NotePublished([this](const std::set<std::string>& resources) {
    std::set<std::string> published;
    for (const auto& resource : resources) {
      if (!parts_.published.TitleOf(resource).empty()) published.insert(resource);
    }
    return Result<std::set<std::string>>(std::move(published));
  });
  if (!noted) parts_.log.Warning("offers of schools: " + noted.error().message);
}

web::CenterStatus CountyView::StatusNow() const {
  web::CenterStatus status;
  status.program = program_;
  status.name = card_.name;
  status.now = parts_.clock.Wall();
  status.due = parts_.due.Now();
  status.disk_free_bytes = parts_.disk.FreeBytes(folder_).value_or(0);
  if (parts_.congestion != nullptr) {
    status.sends_by = parts_.congestion->InUse();
    status.sends_by_wanted = parts_.congestion->wanted();
  }
  status.events = parts_.registry.Events().value_or(0);
  if (const auto schools = parts_.registry.Schools()) {
    status.schools = static_cast<std::int64_t>(schools->size());
    status.enrolled = std::count_if(schools->begin(), schools->end(),
                                    [](const center::School& school) { return !school.device.empty(); });
  }
  if (const auto timestamp = parts_.published.Timestamp()) {
    status.repository_version = timestamp->snapshot.version;
    status.metadata_expires = timestamp->expires;
  }
  const auto path = folder_ + "/repository/metadata/timestamp.json";
  struct stat found {};
  if (::stat(path.c_str(), &found) == 0)
    status.published = WallTime{std::int64_t{found.st_mtim.tv_sec} * kSecondMs};
  return status;
}

Result<std::vector<web::SchoolRow>> CountyView::Schools() const {
  LIANXIAO_ASSIGN(const auto schools, parts_.registry.Schools());
  std::vector<web::SchoolRow> rows;
  for (const auto& school : schools) rows.push_back(RowOf(school));
  return rows;
}

Result<std::vector<web::UseRow>> CountyView::Use(std::int64_t limit) const {
  LIANXIAO_ASSIGN(const auto uses, parts_.registry.Use(limit));
  std::vector<web::UseRow> rows;
  for (const auto& use : uses) {
    const auto title = parts_.published.TitleOf(use.resource);
    rows.push_back({.resource = use.resource,
                    .title = title.empty() ? use.resource : title,
                    .opened = use.opened,
                    .played_s = use.played_s,
                    .finished = use.finished,
                    .downloaded = use.downloaded,
                    .schools = use.schools});
  }
  return rows;
}

Result<std::vector<web::WantedRow>> CountyView::Wanted(std::int64_t limit) const {
  LIANXIAO_ASSIGN(const auto wanted, parts_.registry.Wanted(limit));
  std::vector<web::WantedRow> rows;
  for (const auto& one : wanted) rows.push_back({one.words, one.searches, one.schools, one.last});
  return rows;
}

Result<CountyView::NewCode> CountyView::MakeCode(const std::string& school, const std::string& name,
                                                 const std::string& address) {
  LIANXIAO_TRY(CheckSpeaksTls(address));
  LIANXIAO_ASSIGN(const auto code, parts_.registry.MakeCode(school, name, address));
  return NewCode{code.text, code.expires};
}

}  // namespace lianxiao::daemon
