#include "sync/line/speedometer.h"

#include <algorithm>

#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {
constexpr std::int64_t kSampleMs = 250;  // Packets closer than this share a sample.
}

void Speedometer::Forget(Instant now) {
  while (!samples_.empty() && now - samples_.front().at > kSpeedWindowMs) samples_.pop_front();
}

void Speedometer::Add(Instant now, std::int64_t bytes) {
  Forget(now);
  if (!samples_.empty() && now - samples_.back().at < kSampleMs) {
    samples_.back().bytes += bytes;
  } else {
    samples_.push_back({now, bytes});
  }
}

std::int64_t Speedometer::PerSecond(Instant now) {
  Forget(now);
  if (samples_.empty()) return 0;
  std::int64_t bytes = 0;
  for (const auto& sample : samples_) bytes += sample.bytes;
  // A transfer that began a moment ago is not divided by the whole window, nor by almost nothing.
  const auto span = std::max<std::int64_t>(now - samples_.front().at, kSecondMs);
  return bytes * 1000 / span;
}

}  // namespace lianxiao::sync
