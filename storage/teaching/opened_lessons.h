// 最近看过: what a teacher opened, and where in it they stopped, on whatever machine that was. Rows of
// people.db that go with the account; the learning log, which counts for the county, is another thing
// (usage_log.h) and knows nobody by name. Safe from any thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/formats/usage.h"
#include "storage/teaching/teaching_item.h"

namespace lianxiao::storage {

struct OpenedLesson {
  TeachingItem item;
  WallTime at;
  std::int64_t at_s = 0;  // Seconds into it; 0: not begun, or played to its end.
};

class OpenedLessons {
 public:
  explicit OpenedLessons(Database& people) : people_(people) {}

  // Lessons that were opened, played or finished by somebody with an account that may teach; all else is
  // passed over. The oldest beyond kMostOpened are forgotten.
  Status Note(std::span<const formats::Event> events, WallTime now);
  Result<std::vector<OpenedLesson>> Of(const std::string& account) const;  // Newest first.
  Status Clear(const std::string& account);

 private:
  Database& people_;
};

}  // namespace lianxiao::storage
