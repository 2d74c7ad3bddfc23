// When something happened, by both clocks: the wall's to show, the boot's to count by. A box without a clock
// battery wakes up in 1970 and may jump to today at any time; what is counted by a Moment does not notice.
// Plain value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "storage/base/time.h"

namespace lianxiao::storage {

struct Moment {
  WallTime wall;
  std::string boot;
  Instant up;
};
Moment MomentOf(const Clock& clock);

// Milliseconds from `then` to `now` when both are of one boot; nothing else is sure.
std::optional<std::int64_t> SureMsBetween(const Moment& then, const Moment& now);
// At least so long ago: across boots, how long this one has lasted.
std::int64_t LeastMsBetween(const Moment& then, const Moment& now);

}  // namespace lianxiao::storage
