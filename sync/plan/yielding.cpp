#include "sync/plan/yielding.h"

#include <algorithm>

#include "sync/plan/tuning.h"

namespace lianxiao::sync {

void Yielding::Remember(Instant now, std::int64_t round_trip_ms) {
  if (least_.empty() || now - least_.back().at >= kMinuteMs) {
    least_.push_back({now, round_trip_ms});
  } else {
    least_.back().ms = std::min(least_.back().ms, round_trip_ms);
  }
  while (now - least_.front().at > kBaseMs) least_.pop_front();
}

std::int64_t Yielding::Base() const { return std::ranges::min_element(least_, {}, &Least::ms)->ms; }

void Yielding::Saw(Instant now, std::int64_t round_trip_ms, std::int64_t bytes_per_second) {
  Remember(now, round_trip_ms);
  if (!step_began_) {
    step_began_ = now;
    step_least_ = round_trip_ms;
  }
  step_least_ = std::min(step_least_, round_trip_ms);
  if (now - *step_began_ < kYieldStepMs) return;
  const auto risen = step_least_ - Base();
  step_began_.reset();
  if (risen >= kYieldAtMs) {
    if (!allowed_) was_ = bytes_per_second;
    const auto from =
        allowed_ ? std::min(*allowed_, std::max(bytes_per_second, kYieldLeast)) : bytes_per_second;
    allowed_ = std::max(from * kYieldFallPercent / 100, kYieldLeast);
  } else if (allowed_ && risen < kYieldAtMs / 2) {
    allowed_ = *allowed_ + std::max(*allowed_ * kYieldRisePercent / 100, std::int64_t{1});
    // Well over what it was when it fell: the line itself is the limit again.
    if (*allowed_ > was_ * 2 && bytes_per_second < *allowed_ * 3 / 4) allowed_.reset();
  }
}

void Yielding::Forget() { *this = Yielding(); }

}  // namespace lianxiao::sync
