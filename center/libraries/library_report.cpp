#include "center/libraries/library_report.h"

#include <algorithm>

#include "storage/formats/tuf.h"

namespace lianxiao::center {
namespace {

std::int64_t DaysLeft(WallTime until, WallTime now) {
  const auto ms = until.ms - now.ms;
  return ms >= 0 ? ms / kDayMs : -((-ms + kDayMs - 1) / kDayMs);
}

LibraryDue DueOf(const LibraryReport& library, WallTime now) {
  const auto& row = library.row;
  if (!row.open) return {};
  if (!row.listed) return {"cli.library.due.nothing_yet", row.name, 0};
  const auto days = DaysLeft(library.expires, now);
  if (days < 0) return {"cli.library.due.expired", row.name, days};
  if (!library.held) return {"cli.library.due.other_key", row.name, days};
  if (days < kLibraryWarningDays) return {"cli.library.due.soon", row.name, days};
  return {};
}

}  // namespace

LibraryReport Report(const LibraryRow& row) {
  LibraryReport report{.row = row};
  const auto [keys, role] = SpeakingKeys(row);
  report.key_ids = role.key_ids;
  const auto lists = formats::ParseTufTargets(row.metadata);
  if (!lists) return report;
  report.expires = lists->body.expires;
  report.held = CheckSignatures(lists->canonical, lists->signatures, keys, role).has_value();
  return report;
}

std::vector<LibraryDue> WhatIsDue(const std::vector<LibraryReport>& libraries, WallTime now) {
  std::vector<LibraryDue> due;
  for (const auto& library : libraries) {
    auto one = DueOf(library, now);
    if (!one.key.empty()) due.push_back(std::move(one));
  }
  // What stops soonest comes first; what never began has no date.
  std::ranges::stable_sort(due, [](const auto& a, const auto& b) { return a.days < b.days; });
  return due;
}

}  // namespace lianxiao::center
