#include "daemon/courseware_settings.h"

namespace lianxiao::daemon {

void CoursewareSettings::AddTo(SettingsTable& table) {
  table.Add({"courseware.max_file_mb", &max_file_mb,
             "Largest file that a teacher may add to the school's own courseware, in million bytes.", 1,
             1'000'000});
  table.Add(
      {"courseware.total_mb", &total_mb,
       "Room for the school's own courseware, in million bytes. It never makes way for lessons, and what\n"
       "was deleted or replaced counts for 30 days more.",
       1, 1'000'000'000});
}

storage::ShelfOptions CoursewareSettings::Options(std::int64_t keep_free_bytes) const {
  constexpr std::int64_t kMb = 1'000'000;
  return {.most_of_a_file = max_file_mb * kMb,
          .budget_bytes = total_mb * kMb,
          .keep_free_bytes = keep_free_bytes};
}

}  // namespace lianxiao::daemon
