#include "sync/line/connection_count.h"

#include <algorithm>

#include "sync/line/tuning.h"

namespace lianxiao::sync {

ConnectionCount::ConnectionCount(int ceiling)
    : ceiling_(std::max(ceiling, 1)), wanted_(std::min(kFirstConnections, ceiling_)), hold_ms_(kHoldMs) {}

void ConnectionCount::Begin(Instant now) {
  measuring_ = true;
  begun_ = slot_begun_ = now;
  slot_bytes_ = best_ = all_bytes_ = all_ms_ = 0;
  turns_ = flowing_ = 0;
}

void ConnectionCount::AtLeast(int number) {
  if (std::min(number, ceiling_) <= wanted_) return;
  wanted_ = std::min(number, ceiling_);
  if (mode_ == Mode::kUp) return;
  mode_ = Mode::kHold;
  known_ = wanted_;
}

// Ranges that were asked for before this number was wanted are still on their way.
bool ConnectionCount::Drains(int flowing) const { return mode_ == Mode::kDown && flowing > wanted_; }

std::int64_t ConnectionCount::SettleMs(std::int64_t trip_ms) const {
  return std::max(kSettleTrips * trip_ms, mode_ == Mode::kDown ? kDownSettleMs : kLeastSettleMs);
}

void ConnectionCount::Note(Instant now, const Flow& flow) {
  const auto flowing = flow.connections;
  const auto trip_ms = flow.trip_ms;
  is_full_ = flow.line == Flow::Line::kIsFull;
  if (is_full_ && mode_ == Mode::kUp && known_ != 0) {
    Hold(now);
    Begin(now);
  }
  if (!measuring_ || flowing == 0 || Drains(flowing)) {
    Begin(now);
    return;
  }
  slot_bytes_ += flow.bytes;
  const auto settle_ms = SettleMs(trip_ms);
  if (now - begun_ >= settle_ms) {
    flowing_ += flowing;
    ++turns_;
  }
  const auto slot_ms = now - slot_begun_;
  if (!TakeSlot(now, trip_ms)) return;
  const bool clearly_more = mode_ == Mode::kUp && known_ != 0 && best_ * 100 >= known_speed_ * kGainPercent;
  const auto slots = mode_ == Mode::kDown ? kDownSlots : kMeasureSlots;
  if (!clearly_more && now - begun_ < settle_ms + slots * slot_ms) {
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
  if (now - begun_ > SettleMs(trip_ms)) {
    all_bytes_ += slot_bytes_;
    all_ms_ += ms;
  }
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
  const auto mean = all_bytes_ * 1'000 / std::max<std::int64_t>(all_ms_, 1);
  known_mean_ = known_mean_ == 0 ? mean : known_mean_ + (mean - known_mean_) / 8;
  low_before_ = low && !fell;
  low_speed_ = best_;
  if (fell || now >= try_again_) Explore(now);
}

bool ConnectionCount::MayComeDown(Instant now) const {
  return known_ > kFirstConnections && known_mean_ > 0 && held_since_ && now - *held_since_ >= kDownEveryMs;
}

void ConnectionCount::Explore(Instant now) {
  explored_from_ = known_;
  if (MayComeDown(now)) {
    mode_ = Mode::kDown;
    wanted_ = std::max(known_ / 2, kFirstConnections);
  } else if (known_ < ceiling_ && !is_full_) {
    mode_ = Mode::kUp;
    wanted_ = std::min(known_ * 2, ceiling_);
  } else {
    Hold(now);
  }
}

void ConnectionCount::Up(Instant now) {
  const bool first = known_ == 0;
  const bool gained = !first && best_ * 100 >= known_speed_ * kGainPercent;
  if (first || gained) {
    known_ = wanted_;
    known_speed_ = best_;
    known_mean_ = 0;
    held_since_.reset();
    hungry_ = gained && wanted_ == ceiling_;
    if (wanted_ < ceiling_ && !is_full_) {
      wanted_ = std::min(wanted_ * 2, ceiling_);
      return;
    }
  } else {
    hungry_ = false;
  }
  Hold(now);
}

void ConnectionCount::Down(Instant now) {
  held_since_ = now;
  if (all_bytes_ * 1'000 / std::max<std::int64_t>(all_ms_, 1) * 100 >= known_mean_ * kAsMuchPercent) {
    known_ = wanted_;
    hungry_ = false;
  }
  Hold(now);
}

// A try that brought nothing doubles the time to the next.
void ConnectionCount::Hold(Instant now) {
  mode_ = Mode::kHold;
  wanted_ = known_;
  if (!held_since_) held_since_ = now;
  hold_ms_ = known_ == explored_from_ ? std::min(hold_ms_ * 2, kLongestHoldMs) : kHoldMs;
  try_again_ = now + hold_ms_;
}

}  // namespace lianxiao::sync
