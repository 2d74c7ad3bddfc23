#include "sync/plan/turns.h"

#include <algorithm>

#include "sync/plan/tuning.h"

namespace lianxiao::sync {
namespace {
constexpr std::int64_t kHalf = kTurnBytes / 2;  // From one end to the other is a turn.
}

Direction Turns::Next(bool down_waits, bool up_waits) const {
  if (down_waits != up_waits) return down_waits ? Direction::kDown : Direction::kUp;
  return turn_;
}

void Turns::Moved(Direction direction, std::int64_t bytes) {
  balance_ += direction == Direction::kDown ? bytes : -bytes;
  balance_ = std::clamp(balance_, -kHalf, kHalf);
  if (balance_ == kHalf) turn_ = Direction::kUp;
  if (balance_ == -kHalf) turn_ = Direction::kDown;
}

std::int64_t Turns::Rest(Direction direction) const {
  return direction == Direction::kDown ? kHalf - balance_ : kHalf + balance_;
}

}  // namespace lianxiao::sync
