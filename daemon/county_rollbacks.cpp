#include "daemon/county_rollbacks.h"

#include <algorithm>
#include <set>

#include "center/county_files.h"
#include "center/publish/rollback_rows.h"
#include "storage/database_reader.h"

namespace lianxiao::daemon {
namespace {

constexpr std::int64_t kLessonsShown = 30;  // A page that is read; the search finds the others.
constexpr std::size_t kChangesShown = 50;
constexpr std::size_t kBundlesShown = 50;
constexpr std::size_t kMostWhyBytes = 600;

std::optional<WallTime> Published(const formats::Resource& resource) {
  const auto time = ParseRfc3339(resource.published);
  return time ? std::optional(*time) : std::nullopt;
}

// A page is no place to read every version of a hundred thousand lessons.
constexpr std::size_t kMostLessons = 2'000;

Result<center::RollbackPlan> PlanOf(storage::Connection& connection, const std::string& kind,
                                    const std::string& id) {
  if (kind == "bundle") return center::PlanOfBundle(connection, id, kMostLessons);
  if (kind == "lesson") return center::PlanOfLesson(connection, id, std::nullopt);
  return Fail(ErrorCode::kNotFound, "rollback.unknown: there is no kind \"" + kind + "\"");
}

web::RollbackChange ChangeOf(const center::RollbackStep& step, const center::LessonVersions& versions) {
  const auto& again = step.again;
  web::RollbackChange change{.id = again.id,
                             .title = {},
                             .old_title = again.title,
                             .version = step.from_version,
                             .content_of = step.content_of,
                             .becomes = again.version,
                             .was_withdrawn = again.status == formats::ResourceStatus::kWithdrawn,
                             .published = {},
                             .was_published = {},
                             .files = {}};
  std::set<BlobId> now;
  for (const auto& version : versions) {
    if (version.version == step.content_of) change.was_published = Published(version);
    if (version.version != step.from_version) continue;
    change.title = version.title;
    change.withdrawn = version.status == formats::ResourceStatus::kWithdrawn;
    change.published = Published(version);
    for (const auto& file : version.files) now.insert(file.blob);
  }
  for (const auto& file : again.files) {
    if (now.contains(file.blob)) continue;
    change.files.push_back(file.path);
    change.bytes += file.size_bytes;
  }
  return change;
}

}  // namespace

Status CountyRollbacks::Look(const std::function<Status(storage::Connection&)>& work) const {
  return storage::LookInto(center::WorkshopFile(county_), center::kRollbackSteps, work);
}

// Before the first import there is none.
Result<bool> CountyRollbacks::HasWorkshop() const { return disk_.Exists(center::WorkshopFile(county_)); }

Result<std::vector<web::RollbackBundle>> CountyRollbacks::Bundles() const {
  std::vector<web::RollbackBundle> shown;
  LIANXIAO_ASSIGN(const bool any, HasWorkshop());
  if (!any) return shown;
  const auto done = Look([&](storage::Connection& connection) -> Status {
    LIANXIAO_ASSIGN(const auto bundles, center::CurrentBundles(connection));
    for (const auto& bundle : bundles) {
      if (shown.size() == kBundlesShown) break;
      const auto plan = center::PlanOfBundle(connection, bundle.id, kMostLessons);
      const bool none = !plan && (plan.error().code == ErrorCode::kNotFound ||  // Nothing older.
                                  plan.error().code == ErrorCode::kRefused);    // Only by command.
      if (none) continue;
      if (!plan) return Fail(plan.error());
      shown.push_back({.id = bundle.id,
                       .name = bundle.name,
                       .lessons = std::ssize(plan->lessons),
                       .asks_again = plan->bundle.has_value()});
    }
    return {};
  });
  if (!done) return Fail(done.error());
  return shown;
}

Result<std::vector<web::RollbackLesson>> CountyRollbacks::Lessons(const std::string& words) const {
  std::vector<web::RollbackLesson> shown;
  LIANXIAO_ASSIGN(const bool any, HasWorkshop());
  if (!any) return shown;
  const auto done = Look([&](storage::Connection& connection) -> Status {
    LIANXIAO_ASSIGN(const auto lessons, center::LessonsWithPast(connection, words, kLessonsShown));
    for (const auto& lesson : lessons) {
      shown.push_back({.id = lesson.id,
                       .title = lesson.title,
                       .version = lesson.version,
                       .withdrawn = lesson.withdrawn,
                       .published = lesson.published});
    }
    return {};
  });
  if (!done) return Fail(done.error());
  return shown;
}

Result<web::RollbackPreview> CountyRollbacks::Preview(const std::string& kind, const std::string& id) const {
  web::RollbackPreview preview{
      .kind = kind, .id = id, .name = {}, .plan = {}, .changes = {}, .leave = {}, .join = {}, .stay = {}};
  center::RollbackPlan plan;
  LIANXIAO_ASSIGN(const bool any, HasWorkshop());
  if (!any) return Fail(ErrorCode::kNotFound, "rollback.unknown: nothing was ever imported here");
  const auto done = Look([&](storage::Connection& connection) -> Status {
    LIANXIAO_ASSIGN(plan, PlanOf(connection, kind, id));
    if (kind == "bundle") {
      LIANXIAO_ASSIGN(const auto bundles, center::CurrentBundles(connection));
      const auto bundle = std::ranges::find(bundles, id, &formats::Bundle::id);
      if (bundle != bundles.end()) preview.name = bundle->name;
    }
    for (const auto& step : plan.lessons) {
      LIANXIAO_ASSIGN(const auto versions, center::VersionsOf(connection, step.again.id));
      auto change = ChangeOf(step, versions);
      preview.bytes += change.bytes;
      if (kind == "lesson") preview.name = change.title;
      if (preview.changes.size() < kChangesShown) preview.changes.push_back(std::move(change));
    }
    return {};
  });
  if (!done) return Fail(done.error());
  LIANXIAO_TRY(center::CheckFilesOf(disk_, county_, plan));
  preview.plan = center::NameOf(plan).Hex();
  preview.lessons = std::ssize(plan.lessons);
  preview.asks_again = plan.bundle.has_value();
  preview.leave = Titles(plan.leave);
  preview.join = Titles(plan.join);
  preview.stay = Titles(plan.stay);
  return preview;
}

std::vector<std::string> CountyRollbacks::Titles(const std::vector<std::string>& ids) const {
  std::vector<std::string> titles;
  for (const auto& id : ids) {
    if (titles.size() == kChangesShown) return titles;
    auto title = published_.TitleOf(id);
    titles.push_back(title.empty() ? id : std::move(title));
  }
  return titles;
}

Result<std::string> CountyRollbacks::PlanNow(const std::string& kind, const std::string& id) const {
  std::string name;
  const auto looked = Look([&](storage::Connection& connection) -> Status {
    const auto plan = PlanOf(connection, kind, id);
    if (plan) name = center::NameOf(*plan).Hex();
    const bool other = !plan && plan.error().code != ErrorCode::kNotFound &&
                       plan.error().code != ErrorCode::kInvalid && plan.error().code != ErrorCode::kRefused;
    return other ? Status(Fail(plan.error())) : Status();
  });
  if (!looked) return Fail(looked.error());
  return name;
}

std::string CountyRollbacks::NameFor(const std::string& kind, const std::string& id) const {
  if (kind == "lesson") return published_.TitleOf(id);
  std::string name;
  const auto looked = Look([&](storage::Connection& connection) -> Status {
    LIANXIAO_ASSIGN(const auto bundles, center::CurrentBundles(connection));
    const auto bundle = std::ranges::find(bundles, id, &formats::Bundle::id);
    if (bundle != bundles.end()) name = bundle->name;
    return {};
  });
  return looked ? name : std::string();
}

web::RollbackWish CountyRollbacks::Shown(const center::RollbackRequest& request) const {
  web::RollbackWish wish{.number = request.number,
                         .kind = request.kind,
                         .id = request.id,
                         .name = NameFor(request.kind, request.id),
                         .plan = request.plan,
                         .who = request.who,
                         .why = request.why,
                         .asked = request.asked,
                         .state = request.state,
                         .decided_by = request.decided_by,
                         .decided = request.decided};
  if (wish.name.empty()) wish.name = request.id;
  if (wish.state != "waiting") return wish;
  const auto plan = PlanNow(request.kind, request.id);
  if (!plan) log_.Warning("rollback " + std::to_string(request.number) + ": " + plan.error().message);
  if (!plan || *plan != request.plan) wish.state = plan ? "changed" : "unknown";
  return wish;
}

Result<std::vector<web::RollbackWish>> CountyRollbacks::Wishes() const {
  LIANXIAO_ASSIGN(const auto requests, requests_.All());
  std::vector<web::RollbackWish> wishes;
  for (const auto& request : requests) wishes.push_back(Shown(request));
  return wishes;
}

Result<web::RollbackWish> CountyRollbacks::Ask(const std::string& kind, const std::string& id,
                                               const std::string& plan, const std::string& who,
                                               const std::string& why) {
  if (why.empty() || why.size() > kMostWhyBytes) {
    return Fail(ErrorCode::kInvalid, "rollback.why: say why, in at most 200 characters");
  }
  LIANXIAO_ASSIGN(const auto preview, Preview(kind, id));
  if (preview.plan != plan) {
    return Fail(ErrorCode::kRefused, "rollback.changed: something else was published since it was shown");
  }
  center::RollbackRequest request;
  request.kind = kind;
  request.id = id;
  request.plan = plan;
  request.who = who;
  request.why = why;
  LIANXIAO_ASSIGN(request.number, requests_.Add(request));
  request.state = "waiting";
  return Shown(request);
}

Result<web::RollbackWish> CountyRollbacks::Decide(std::int64_t number, const std::string& state,
                                                  const std::string& who) {
  LIANXIAO_ASSIGN(const auto request, requests_.Decide(number, state, who));
  return Shown(request);
}

}  // namespace lianxiao::daemon
