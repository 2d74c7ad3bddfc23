// What a person or the disk policy decided of single lessons, and how lately each was used. Safe from any
// thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"

namespace lianxiao::storage {

struct Pin {
  std::string resource;
  WallTime since;
  bool operator==(const Pin&) const = default;
};

// When and how often. Arrivals of lessons are the clock: a box that wakes up in 1970 still knows what was
// used before what.
struct LessonUse {
  std::int64_t last = 0;   // The newest arrival when it arrived, or was opened last.
  std::int64_t times = 0;  // Opened, since the box began.
};

class LessonMarks {
 public:
  explicit LessonMarks(Database& journal) : journal_(journal) {}

  // Stays here from now on, and is fetched if it is not here. kNotFound: no such lesson in the catalog, or
  // withdrawn; kRefused "pin.too_many" beyond kMostPins.
  Status PinLesson(const std::string& resource, WallTime now);
  Status Unpin(const std::string& resource);  // Success if it was not pinned.
  Result<std::vector<Pin>> Pins() const;      // By id.
  Result<bool> IsPinned(const std::string& resource) const;

  // Made room for another; until it is held again.
  Status NoteEvicted(const std::string& resource, WallTime now);
  Result<std::set<std::string>> Evicted() const;
  Status ForgetEvicted(const std::string& resource);

  Result<std::map<std::string, LessonUse>> Uses() const;  // Of held lessons.

  static constexpr std::int64_t kMostPins = 10'000;

 private:
  Database& journal_;
};

}  // namespace lianxiao::storage
