// What the pages and the API may know and do of lessons that a person wants kept on this box. web owns it,
// daemon implements it. Every call is safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::web {

struct PinnedLesson {
  std::string resource, title;
  WallTime since;
  bool here = false;       // Whole.
  bool withdrawn = false;  // By the county, so neither kept nor fetched; or no longer in any list.
  std::int64_t bytes = 0;  // Of its files.
};

class PinsView {
 public:
  virtual ~PinsView() = default;
  virtual Result<std::vector<PinnedLesson>> Pins() const = 0;  // Pinned last first.
  virtual Result<bool> IsPinned(const std::string& resource) const = 0;
  // Kept, and fetched soon if it is not here. kNotFound; kRefused "pin.too_many".
  virtual Status Pin(const std::string& resource) = 0;
  virtual Status Unpin(const std::string& resource) = 0;  // It goes when its turn comes, not at once.
};

}  // namespace lianxiao::web
