#include "sync/line/connection_count.h"

#include <algorithm>

#include "sync/line/tuning.h"

namespace lianxiao::sync {

ConnectionCount::ConnectionCount(int ceiling)
    : ceiling_(std::max(ceiling, 1)), wanted_(std::min(kFirstConnections, ceiling_)), hold_ms_(kHoldMs) {}

void ConnectionCount::Begin(Instant now) {
  begun_ = now;
  measuring_ = true;
  bytes_ = turns_ = flowing_ = 0;
  settled_ = now;
}

void ConnectionCount::Note(Instant now, std::int64_t bytes, int flowing, std::int64_t trip_ms) {
  if (!measuring_ || flowing == 0) Begin(now);
  // What a new connection does in its first round trips is not yet its speed.
  if (now - begun_ < std::max(kSettleTrips * trip_ms, kLeastSettleMs)) {
    settled_ = now;
    return;
  }
  bytes_ += bytes;
  flowing_ += flowing;
  ++turns_;
  const auto ms = now - settled_;
  if (ms < std::max(kMeasureTrips * trip_ms, kLeastMeasureMs)) return;
  // Too little to ask for, or connections that do not come about: nothing is learned.
  const bool enough = flowing_ * 4 >= turns_ * wanted_ * 3;
  const auto speed = bytes_ * 1'000 / ms;
  Begin(now);
  if (enough) Judge(now, speed);
}

void ConnectionCount::Judge(Instant now, std::int64_t bytes_per_second) {
  if (rising_) {
    Rise(now, bytes_per_second);
    return;
  }
  const bool fell = bytes_per_second * 100 < before_speed_ * kFellPercent;
  before_speed_ += (bytes_per_second - before_speed_) / 4;
  if (!fell && now < try_again_) return;
  if (fell) hold_ms_ = kHoldMs;
  before_ = 0;
  rising_ = true;
}

// As connections do that have just begun; more of them would be taken for the cause.
bool ConnectionCount::StillSpeedsUp(Instant now, std::int64_t bytes_per_second) {
  const bool speeds_up = last_speed_ == 0 || bytes_per_second * 100 >= last_speed_ * kGainPercent;
  last_speed_ = bytes_per_second;
  if (!speeds_up || ++measures_ >= kMostMeasures) return false;
  begun_ = now + -kHoldMs;  // It has settled already.
  return true;
}

void ConnectionCount::Want(int number) {
  wanted_ = number;
  last_speed_ = 0;
  measures_ = 0;
}

void ConnectionCount::Rise(Instant now, std::int64_t bytes_per_second) {
  if (StillSpeedsUp(now, bytes_per_second)) return;
  const bool gained = before_ == 0 || bytes_per_second * 100 >= before_speed_ * kGainPercent;
  if (!gained) {
    Want(before_);
    hold_ms_ = std::min(hold_ms_ * 2, kLongestHoldMs);
    hungry_ = false;
    Hold(now);
    return;
  }
  hungry_ = before_ != 0 && wanted_ == ceiling_;
  const bool scales = before_ != 0 && bytes_per_second * 100 >= before_speed_ * kScalesPercent;
  before_ = wanted_;
  before_speed_ = bytes_per_second;
  if (wanted_ == ceiling_) {
    Hold(now);
    return;
  }
  Want(std::min(wanted_ * (scales ? 4 : 2), ceiling_));
}

void ConnectionCount::Hold(Instant now) {
  rising_ = false;
  try_again_ = now + hold_ms_;
}

}  // namespace lianxiao::sync
