// What the first page may know of the newest lessons from whom the school works with: paired schools,
// studios, libraries it follows. web owns it, daemon implements it, tests fake it. Safe from any thread.
#pragma once

#include <string>
#include <vector>

#include "storage/base/result.h"
#include "web/school_view.h"

namespace lianxiao::web {

struct NewsLesson {
  ResourceOnBox resource;
  std::string from;  // Who sent it, by name.
};

class NewsView {
 public:
  virtual ~NewsView() = default;
  virtual Result<std::vector<NewsLesson>> News(std::int64_t limit) const = 0;  // Newest first.
};

}  // namespace lianxiao::web
