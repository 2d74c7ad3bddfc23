// 想要: lessons that somebody in the classroom asked for. They are fetched before subscriptions; when one is
// here, that is news for two weeks. Safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"

namespace lianxiao::storage {

struct LessonWish {
  std::string resource;
  WallTime since;
  std::optional<WallTime> came;  // Nothing: it is not here yet.
  bool operator==(const LessonWish&) const = default;
};

class LessonWishes {
 public:
  explicit LessonWishes(Database& journal) : journal_(journal) {}

  // Again is no mistake. kNotFound: no such lesson in the catalog, or withdrawn; kRefused "wish.here" when it
  // can be opened already, "wish.too_many" while kMostOpen wait.
  Status Wish(const std::string& resource, WallTime now);
  Status TakeBack(const std::string& resource);  // Success if nobody wished for it.
  Result<std::vector<LessonWish>> All() const;   // Newest first.
  Result<std::set<std::string>> Open() const;    // Not here yet.

  // Those that are here now have come; those that came long ago, or that the county withdrew, are forgotten.
  Status NoteArrivals(WallTime now);

  // Anybody in the school may wish; a bored class must not fill the box's queue for weeks.
  static constexpr std::int64_t kMostOpen = 200;
  static constexpr std::int64_t kNewsMs = 14 * kDayMs;

 private:
  Database& journal_;
};

}  // namespace lianxiao::storage
