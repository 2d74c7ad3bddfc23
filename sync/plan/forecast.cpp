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

Curve::Curve(std::span<const Stretch> stretches, const Quota& quota, Purse purse,
             std::int64_t bytes_per_second)
    : points_{{stretches.front().from, 0}} {
  const auto now = stretches.front().from;
  auto left = quota.Left(now, purse);
  auto content = quota.Left(now, Purse::kContent);
  auto renews = quota.Renews(now);
  for (const auto& stretch : stretches) {
    const auto rate =
        stretch.passage.open ? Slower(stretch.passage.bytes_per_second, bytes_per_second) : std::int64_t{0};
    while (points_.back().at < stretch.until) {
      auto until = stretch.until;
      if (quota.metered()) until = std::min(until, renews);
      if (quota.metered() && purse == Purse::kSpare) {  // Grows day by day, up to what there is.
        until = std::min(until, points_.back().at + kDayMs);
        left = std::min(left + quota.SpareIn(points_.back().at, until), content);
      }
      const auto before = points_.back().bytes;
      Extend(until, rate, left);
      if (content != kNoQuota) content -= points_.back().bytes - before;
      if (quota.metered() && until == renews) {
        left = content = quota.ContentOfPeriod();
        if (purse == Purse::kSpare) left = quota.SpareIn(renews, renews + kDayMs);
        renews = quota.Renews(renews);
      }
    }
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

Forecast::Curves::Curves(std::span<const Stretch> stretches, const Quota& quota, Purse purse,
                         const LineSpeed& speed)
    : mean(stretches, quota, purse, speed.mean) {
  std::int64_t from_bytes = 0;
  for (const auto hours : kCarefulHours) {
    careful.push_back({from_bytes, Curve(stretches, quota, purse, speed.Safe(hours))});
    from_bytes = BytesIn(hours * kHourMs, speed.mean) * 2;
  }
}

const Curve& Forecast::Curves::CarefulFor(std::int64_t bytes) const {
  const auto after = std::ranges::find_if(careful, [&](const Careful& c) { return c.from_bytes > bytes; });
  return std::prev(after)->curve;
}

Forecast::Forecast(WallTime now, const Windows& windows, const Quota& quota, const LineSpeed& speed)
    : Forecast(windows.Stretches(now, now + kHorizonMs), quota, speed) {}

Forecast::Forecast(std::span<const Stretch> stretches, const Quota& quota, const LineSpeed& speed)
    : content_(stretches, quota, Purse::kContent, speed) {
  if (quota.metered()) spare_.emplace(stretches, quota, Purse::kSpare, speed);
}

std::optional<WallTime> Forecast::Expected(std::int64_t bytes, Purse purse) const {
  return For(purse).mean.WhenPassed(bytes);
}

std::optional<WallTime> Forecast::ExpectedSafely(std::int64_t bytes, Purse purse) const {
  return For(purse).CarefulFor(bytes).WhenPassed(bytes);
}

}  // namespace lianxiao::sync
