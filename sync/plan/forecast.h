// What the line will have carried by when: windows, quota and measured speed laid together into a curve of
// bytes over time. Built anew for each plan. Plain value.
//
//   bytes │            ┌────── quota used up
//         │      ╱─────┘  ╱
//         │ ────╱  closed     (open, at the slower of cap and line)
//         └──────────────────▶ time
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "storage/base/time.h"
#include "sync/plan/goodput.h"
#include "sync/plan/quota.h"
#include "sync/plan/windows.h"

namespace lianxiao::sync {

class Curve {
 public:
  // Over `stretches`, which begin now and are not none, out of `purse` of the quota, on a line that gives
  // `bytes_per_second`.
  Curve(std::span<const Stretch> stretches, const Quota& quota, Purse purse, std::int64_t bytes_per_second);

  std::int64_t BytesUntil(WallTime at) const;  // Since now; beyond the horizon as at its end.
  std::optional<WallTime> WhenPassed(std::int64_t bytes) const;  // Nothing: not within the horizon.

 private:
  struct Point {
    WallTime at;
    std::int64_t bytes = 0;
  };
  void Extend(WallTime until, std::int64_t bytes_per_second, std::int64_t& left);

  std::vector<Point> points_;  // Both rise.
};

class Forecast {
 public:
  // Looks kHorizonMs ahead.
  Forecast(WallTime now, const Windows& windows, const Quota& quota, const LineSpeed& speed);

  // When so many bytes, counted over everything that comes before, have come: as likely earlier as later, and
  // with nine chances in ten. Nothing: not in sight. kReserve: as kContent.
  std::optional<WallTime> Expected(std::int64_t bytes, Purse purse = Purse::kContent) const;
  std::optional<WallTime> ExpectedSafely(std::int64_t bytes, Purse purse = Purse::kContent) const;
  // And what has come by then, of kContent.
  std::int64_t BytesBy(WallTime at) const { return content_.mean.BytesUntil(at); }
  std::int64_t BytesSafelyBy(WallTime at) const { return content_.CarefulFor(BytesBy(at)).BytesUntil(at); }

 private:
  struct Careful {
    std::int64_t from_bytes = 0;  // For amounts from here on: over more hours luck evens out.
    Curve curve;
  };
  struct Curves {
    Curves(std::span<const Stretch> stretches, const Quota& quota, Purse purse, const LineSpeed& speed);
    const Curve& CarefulFor(std::int64_t bytes) const;

    Curve mean;
    std::vector<Careful> careful;  // From few bytes to many.
  };
  Forecast(std::span<const Stretch> stretches, const Quota& quota, const LineSpeed& speed);
  const Curves& For(Purse purse) const { return purse == Purse::kSpare && spare_ ? *spare_ : content_; }

  Curves content_;
  std::optional<Curves> spare_;  // None where nothing is metered: the same.
};

}  // namespace lianxiao::sync
