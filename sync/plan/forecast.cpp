#include "sync/plan/forecast.h"

#include <algorithm>

#include "sync/plan/tuning.h"

namespace lianxiao::sync {
namespace {

// Hours of fetching for which a careful curve is made. An hour's speed says little of the next one, that of a
// hundred is nearly the mean.
constexpr std::int64_t kCarefulHours[] = {1, 4, 16, 64};

// Milliseconds in which so many bytes pass, rounded up.
std::int64_t MsFor(std::int64_t bytes, std::int64_t bytes_per_second) {
  return bytes / bytes_per_second * 1000 +
         (bytes % bytes_per_second * 1000 + bytes_per_second - 1) / bytes_per_second;
}

}  // namespace

Curve::Curve(WallTime now, const Windows& windows, const Quota& quota, std::int64_t bytes_per_second)
    : points_{{now, 0}} {
  auto left = quota.Left(now, Purse::kContent);
  auto renews = quota.Renews(now);
  for (const auto& stretch : windows.Stretches(now, now + kHorizonMs)) {
    const auto rate =
        stretch.passage.open ? Slower(stretch.passage.bytes_per_second, bytes_per_second) : std::int64_t{0};
    while (quota.metered() && renews < stretch.until) {
      Extend(renews, rate, left);
      left = quota.ContentOfPeriod();
      renews = quota.Renews(renews);
    }
    Extend(stretch.until, rate, left);
  }
}

void Curve::Extend(WallTime until, std::int64_t bytes_per_second, std::int64_t& left) {
  const auto from = points_.back();
  if (until <= from.at) return;
  auto bytes = BytesIn(until.ms - from.at.ms, bytes_per_second);
  if (bytes > left) {
    bytes = left;
    points_.push_back({std::min(from.at + MsFor(left, bytes_per_second), until), from.bytes + left});
  }
  if (left != kNoQuota) left -= bytes;
  points_.push_back({until, from.bytes + bytes});
}

std::int64_t Curve::BytesUntil(WallTime at) const {
  const auto next = std::ranges::upper_bound(points_, at, {}, &Point::at);
  if (next == points_.begin()) return 0;
  const auto before = *std::prev(next);
  if (next == points_.end()) return before.bytes;
  const auto share =
      static_cast<double>(at.ms - before.at.ms) / static_cast<double>(next->at.ms - before.at.ms);
  return before.bytes + static_cast<std::int64_t>(share * static_cast<double>(next->bytes - before.bytes));
}

std::optional<WallTime> Curve::WhenPassed(std::int64_t bytes) const {
  const auto next = std::ranges::lower_bound(points_, bytes, {}, &Point::bytes);
  if (next == points_.end()) return std::nullopt;
  if (next == points_.begin()) return next->at;
  const auto before = *std::prev(next);
  const auto share =
      static_cast<double>(bytes - before.bytes) / static_cast<double>(next->bytes - before.bytes);
  return before.at + static_cast<std::int64_t>(share * static_cast<double>(next->at.ms - before.at.ms));
}

Forecast::Forecast(WallTime now, const Windows& windows, const Quota& quota, const LineSpeed& speed)
    : mean_(now, windows, quota, speed.mean) {
  std::int64_t from_bytes = 0;
  for (const auto hours : kCarefulHours) {
    careful_.push_back({from_bytes, Curve(now, windows, quota, speed.Safe(hours))});
    from_bytes = BytesIn(hours * kHourMs, speed.mean) * 2;
  }
}

const Curve& Forecast::CarefulFor(std::int64_t bytes) const {
  const auto after = std::ranges::find_if(careful_, [&](const Careful& c) { return c.from_bytes > bytes; });
  return std::prev(after)->curve;
}

std::optional<WallTime> Forecast::ExpectedSafely(std::int64_t bytes) const {
  return CarefulFor(bytes).WhenPassed(bytes);
}

std::int64_t Forecast::BytesSafelyBy(WallTime at) const { return CarefulFor(BytesBy(at)).BytesUntil(at); }

}  // namespace lianxiao::sync
