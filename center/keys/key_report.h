// Which keys a county has, where they are, until when things are good, and what is due. The report is read
// from the folder; what is due is decided from the report alone. Plain values and functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/disk.h"

namespace lianxiao::center {

struct KeyPlace {
  std::string key_id;
  std::string file;  // Empty: not on this machine, where root keys belong.
  bool locked = false;
};

struct RoleReport {
  std::string role;  // "root", "targets", "snapshot", "timestamp", "center-sign", "center-seal".
  std::int64_t threshold = 1;
  std::vector<KeyPlace> keys;
  std::int64_t version = 0;  // 0: its metadata cannot be read or does not hold; of the center's keys always.
  WallTime expires;
};

struct KeyReport {
  std::vector<RoleReport> roles;
  std::vector<std::string> waiting;  // Roles with a ROLE.next.key that no root names yet.
  std::string broken;                // Why the published metadata does not hold; empty: it does.
};

Result<KeyReport> ReadKeys(storage::Disk& disk, const std::string& county);

// Sixty days before its end a root is due: time for people to meet, with a month's holiday in between.
inline constexpr std::int64_t kRootWarningDays = 60;
// The timer renews it daily for two weeks ahead, so less than ten days means that it has stopped.
inline constexpr std::int64_t kTimestampWarningDays = 10;

// One thing to do. `key` is of the string catalog; `role`, `detail` and `days` go into its sentence.
struct Due {
  std::string key;
  std::string role;
  std::string detail;
  std::int64_t days = 0;  // Left; below 0: since its end.
  bool operator==(const Due&) const = default;
};
// The most pressing first: broken, expired, expiring; then root keys that lie here, missing and waiting keys.
std::vector<Due> WhatIsDue(const KeyReport& report, WallTime now);

}  // namespace lianxiao::center
