// [disk] of the school's settings: how much of the disk lessons may take. Plain value.
#pragma once

#include <cstdint>

#include "daemon/settings_table.h"

namespace lianxiao::daemon {

struct DiskSettings {
  void AddTo(SettingsTable& table);

  std::int64_t content_mb = 0, content_percent = 0;  // 0: no limit of its own.
  std::int64_t keep_free_percent = 5;

  // On a disk of `total_bytes`. The tighter of both limits; 0: none.
  std::int64_t ContentBytes(std::int64_t total_bytes) const;
  // The larger of that share and `least_bytes`.
  std::int64_t KeepFreeBytes(std::int64_t total_bytes, std::int64_t least_bytes) const;
};

}  // namespace lianxiao::daemon
