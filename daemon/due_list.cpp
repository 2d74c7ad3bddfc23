#include "daemon/due_list.h"

#include "center/keys/key_report.h"
#include "center/libraries/published_libraries.h"
#include "center/tls/tls_due.h"
#include "center/tls/tls_files.h"

namespace lianxiao::daemon {
namespace {

constexpr std::int64_t kFreshMs = kMinuteMs;  // Who renews something wants to see it go away soon.
constexpr std::int64_t kMaxCertificateBytes = 1 << 20;
constexpr std::string_view kPrefix = "cli.keys.due.";

web::DueThing ThingOf(const center::Due& due) {
  const auto name = due.key.starts_with(kPrefix) ? due.key.substr(kPrefix.size()) : due.key;
  return {name, due.role, due.detail, due.days};
}

}  // namespace

std::vector<web::DueThing> DueList::Now() const {
  const std::lock_guard lock(mutex_);
  const auto now = clock_.Now();
  if (!read_ || now - *read_ >= kFreshMs) {
    known_ = Read();
    read_ = now;
  }
  return known_;
}

std::vector<web::DueThing> DueList::Read() const {
  std::vector<center::Due> due;
  const auto now = clock_.Wall();
  if (auto report = center::ReadKeys(disk_, folder_)) {
    // Before the first release there is nothing that could hold.
    const auto published = disk_.Exists(folder_ + "/repository/metadata/timestamp.json");
    if (published && !*published) report->broken.clear();
    due = center::WhatIsDue(*report, now);
  } else {
    due.push_back({std::string(kPrefix) + "broken", "", report.error().message, 0});
  }
  for (auto& one : center::PublishedLibrariesDue(disk_, folder_, now)) due.push_back(std::move(one));
  const auto pem = storage::ReadWhole(disk_, center::CertificateFile(folder_), kMaxCertificateBytes);
  if (pem) {
    if (const auto facts = center::ReadCertificate(*pem)) {
      if (const auto tls = center::CertificateDue(*facts, now)) due.push_back(*tls);
    }
  }
  std::vector<web::DueThing> things;
  for (const auto& one : due) things.push_back(ThingOf(one));
  return things;
}

}  // namespace lianxiao::daemon
