#include "sync/rounds/pauses.h"

#include <algorithm>

namespace lianxiao::sync {

Pauses::Pauses(std::int64_t first_ms, std::int64_t longest_ms, std::uint64_t seed)
    : first_ms_(std::max<std::int64_t>(first_ms, 1)),
      longest_ms_(std::max(longest_ms, first_ms_)),
      span_ms_(first_ms_),
      random_(seed) {}

std::int64_t Pauses::AfterFailure() {
  const auto pause = std::uniform_int_distribution<std::int64_t>((span_ms_ + 1) / 2, span_ms_)(random_);
  span_ms_ = std::min(longest_ms_, span_ms_ * 2);
  return pause;
}

std::int64_t Pauses::Between(std::int64_t every_ms) {
  const auto quarter = every_ms / 4;
  return std::uniform_int_distribution<std::int64_t>(every_ms - quarter, every_ms + quarter)(random_);
}

}  // namespace lianxiao::sync
