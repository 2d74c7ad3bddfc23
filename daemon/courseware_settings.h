// [courseware] of the school's settings: the room for what the school's own teachers bring. Plain value.
#pragma once

#include <cstdint>

#include "daemon/settings_table.h"
#include "storage/courseware/shelf.h"

namespace lianxiao::daemon {

struct CoursewareSettings {
  void AddTo(SettingsTable& table);
  storage::ShelfOptions Options(std::int64_t keep_free_bytes) const;

  std::int64_t max_file_mb = 2'150;
  std::int64_t total_mb = 21'500;
};

}  // namespace lianxiao::daemon
