// How a county's delegated libraries stand, and what is due: for people, who then telephone a studio. Plain
// values and functions; nothing is read or written.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "center/libraries/library_book.h"
#include "storage/base/time.h"

namespace lianxiao::center {

// Time for a studio to export again and for a stick to travel, holidays included.
inline constexpr std::int64_t kLibraryWarningDays = 60;

struct LibraryReport {
  LibraryRow row;
  WallTime expires;  // Of what was taken last; 0: nothing was.
  std::vector<std::string> key_ids;
  bool held = false;  // The keys of today signed what was taken last.
};
LibraryReport Report(const LibraryRow& row);

// One thing to do. `key` is of the string catalog; `days` are left, or below 0 since its end.
struct LibraryDue {
  std::string key;
  std::string library;
  std::int64_t days = 0;
  bool operator==(const LibraryDue&) const = default;
};
// Expired, signed with another key than today's, expiring soon, nothing brought yet; closed ones have no
// duties.
std::vector<LibraryDue> WhatIsDue(const std::vector<LibraryReport>& libraries, WallTime now);

}  // namespace lianxiao::center
