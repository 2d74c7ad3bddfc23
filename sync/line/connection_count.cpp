#include "sync/line/connection_count.h"

#include <algorithm>

#include "sync/line/tuning.h"

namespace lianxiao::sync {

ConnectionCount::ConnectionCount(int ceiling)
    : ceiling_(std::max(ceiling, 1)), wanted_(std::min(kFirstConnections, ceiling_)), hold_ms_(kHoldMs) {}

void ConnectionCount::Begin(Instant now) {
  measuring_ = true;
  begun_ = slot_begun_ = now;
  slot_bytes_ = best_ = 0;
  turns_ = flowing_ = 0;
}

// Ranges that were asked for before this number was wanted are still on their way.
bool ConnectionCount::Drains(int flowing) const { return mode_ == Mode::kDown && flowing > wanted_; }

void ConnectionCount::Note(Instant now, std::int64_t bytes, int flowing, std::int64_t trip_ms) {
  if (!measuring_ || flowing == 0 || Drains(flowing)) {
    Begin(now);
    return;
  }
  slot_bytes_ += bytes;
  const auto settle_ms = std::max(kSettleTrips * trip_ms, kLeastSettleMs);
  if (now - begun_ >= settle_ms) {
    flowing_ += flowing;
    ++turns_;
  }
  if (!TakeSlot(now, trip_ms)) return;
  const bool clearly_more = mode_ == Mode::kUp && known_ != 0 && best_ * 100 >= known_speed_ * kGainPercent;
  if (!clearly_more && now - begun_ < settle_ms + kMeasureSlots * (now - slot_begun_)) {
    slot_begun_ = now;
    return;
  }
  // Too little to ask for, or connections that do not come about: nothing is learned.
  const bool enough = flowing_ * 4 >= turns_ * wanted_ * 3;
  if (enough || clearly_more) Judge(now);
  Begin(now);
}

// Whether one came to its end.
bool ConnectionCount::TakeSlot(Instant now, std::int64_t trip_ms) {
  const auto ms = now - slot_begun_;
  if (ms < std::max(kSlotMs, kSlotTrips * trip_ms)) return false;
  best_ = std::max(best_, slot_bytes_ * 1'000 / ms);
  slot_bytes_ = 0;
  return true;
}

void ConnectionCount::Judge(Instant now) {
  switch (mode_) {
    case Mode::kUp: Up(now); return;
    case Mode::kDown: Down(now); return;
    case Mode::kHold: break;
  }
  const bool low = best_ * 100 < known_speed_ * kFellPercent;
  const bool fell = low && low_before_;
  if (fell) {
    hold_ms_ = kHoldMs;
    known_speed_ = std::max(best_, low_speed_);
  } else if (!low) {  // One alone may be a pause of the senders.
    known_speed_ = std::max(best_, known_speed_ - (known_speed_ - best_) / 8);
  }
  low_before_ = low && !fell;
  low_speed_ = best_;
  if (fell || now >= try_again_) Explore(now);
}

void ConnectionCount::Explore(Instant now) {
  explored_from_ = known_;
  rose_ = false;
  mode_ = known_ < ceiling_ ? Mode::kUp : Mode::kDown;
  wanted_ = mode_ == Mode::kUp ? std::min(known_ * 2, ceiling_) : known_ / 2;
  if (wanted_ < kLeastConnections) Hold(now);
}

void ConnectionCount::Up(Instant now) {
  const bool first = known_ == 0;
  if (first || best_ * 100 >= known_speed_ * kGainPercent) {
    rose_ = !first;
    known_ = wanted_;
    known_speed_ = best_;
    if (wanted_ == ceiling_) {
      hungry_ = rose_;
      Hold(now);
    } else {
      wanted_ = std::min(wanted_ * 2, ceiling_);
    }
    return;
  }
  hungry_ = false;
  wanted_ = known_;
  if (rose_ || known_ <= kLeastConnections) {
    Hold(now);
    return;
  }
  mode_ = Mode::kDown;
  wanted_ = std::max(known_ / 2, kLeastConnections);
}

void ConnectionCount::Down(Instant now) {
  const bool as_much = best_ * 100 >= known_speed_ * kAsMuchPercent;
  if (as_much) {
    known_ = wanted_;
    known_speed_ = std::max(known_speed_, best_);
    hungry_ = false;
    if (wanted_ > kLeastConnections) {
      wanted_ = std::max(wanted_ / 2, kLeastConnections);
      return;
    }
  }
  wanted_ = known_;
  Hold(now);
}

// A try that brought nothing doubles the time to the next.
void ConnectionCount::Hold(Instant now) {
  mode_ = Mode::kHold;
  wanted_ = known_;
  hold_ms_ = known_ == explored_from_ ? std::min(hold_ms_ * 2, kLongestHoldMs) : kHoldMs;
  try_again_ = now + hold_ms_;
}

}  // namespace lianxiao::sync
