#include "web/http/token_buckets.h"

#include <algorithm>

namespace lianxiao::web {

std::int64_t TokenBuckets::FullAtMs(const std::string& who, Instant now) const {
  const auto found = buckets_.find(who);
  return found == buckets_.end() ? now.ms : std::max(found->second, now.ms);
}

std::int64_t TokenBuckets::WaitMs(const std::string& who, Instant now) const {
  const auto full_after_taking = FullAtMs(who, now) + allowance_.refill_ms;
  return std::max<std::int64_t>(0, full_after_taking - now.ms - allowance_.size * allowance_.refill_ms);
}

void TokenBuckets::Take(const std::string& who, Instant now) {
  const auto full = FullAtMs(who, now) + allowance_.refill_ms;
  if (!buckets_.contains(who) && buckets_.size() >= most_) MakeRoom(now);
  buckets_[who] = full;
}

void TokenBuckets::MakeRoom(Instant now) {
  std::erase_if(buckets_, [&](const auto& bucket) { return bucket.second <= now.ms; });
  if (buckets_.size() < most_) return;
  // The fullest has the least to lose.
  const auto fullest = std::min_element(buckets_.begin(), buckets_.end(),
                                        [](const auto& a, const auto& b) { return a.second < b.second; });
  buckets_.erase(fullest);
}

}  // namespace lianxiao::web
