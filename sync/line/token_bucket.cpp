#include "sync/line/token_bucket.h"

#include <algorithm>

namespace lianxiao::sync {

TokenBucket::TokenBucket(std::int64_t per_second, Instant now)
    : per_second_(per_second),
      capacity_milli_(per_second * 250),
      level_milli_(capacity_milli_),
      filled_(now) {}

void TokenBucket::SetRate(std::int64_t per_second, Instant now) {
  if (per_second == per_second_) return;
  if (per_second_ == 0) {
    level_milli_ = 0;
    filled_ = now;
  } else {
    Fill(now);
  }
  per_second_ = per_second;
  capacity_milli_ = per_second * 250;
  // A debt of the old rate is paid off within a second of the new one.
  level_milli_ = std::clamp(level_milli_, -per_second * 1'000, capacity_milli_);
}

void TokenBucket::Fill(Instant now) {
  const auto ms = now - filled_;
  if (ms <= 0) return;
  filled_ = now;
  // A long sleep fills the bucket whatever the product; asking first keeps it from overflowing.
  const auto ms_to_full = (capacity_milli_ - level_milli_) / per_second_ + 1;
  level_milli_ = ms >= ms_to_full ? capacity_milli_ : level_milli_ + ms * per_second_;
}

bool TokenBucket::MayTake(Instant now) {
  if (per_second_ == 0) return true;
  Fill(now);
  return level_milli_ > 0;
}

void TokenBucket::Take(std::int64_t bytes) {
  if (per_second_ != 0) level_milli_ -= bytes * 1000;
}

std::int64_t TokenBucket::MsUntilMore(Instant now) {
  if (MayTake(now)) return 0;
  return -level_milli_ / per_second_ + 1;
}

}  // namespace lianxiao::sync
