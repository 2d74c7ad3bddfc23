// What the pages and the API may know and do of lessons that somebody in the classroom asked for (想要). web
// owns it, daemon implements it, tests fake it. Every call is safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "web/school_view.h"

namespace lianxiao::web {

struct WishedLesson {
  ResourceOnBox resource;
  WallTime since;
  std::optional<WallTime> came;  // Nothing: it is still to come.
};

class WishesView {
 public:
  virtual ~WishesView() = default;
  virtual Result<std::vector<WishedLesson>> Wishes() const = 0;  // Newest first.
  // Fetched soon, before what nobody asked for. kNotFound; kRefused "wish.here", "wish.too_many".
  virtual Status Wish(const std::string& resource) = 0;
  virtual Status TakeBack(const std::string& resource) = 0;
};

}  // namespace lianxiao::web
