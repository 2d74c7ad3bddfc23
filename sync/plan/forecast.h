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
#include <vector>

#include "storage/base/time.h"
#include "sync/plan/goodput.h"
#include "sync/plan/quota.h"
#include "sync/plan/windows.h"

namespace lianxiao::sync {

class Curve {
 public:
  // From `now` over kHorizonMs, for lessons, on a line that gives `bytes_per_second`.
  Curve(WallTime now, const Windows& windows, const Quota& quota, std::int64_t bytes_per_second);

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
  Forecast(WallTime now, const Windows& windows, const Quota& quota, const LineSpeed& speed);

  // When so many bytes, counted over everything that comes before, have come: as likely earlier as later, and
  // with nine chances in ten. Nothing: not in sight.
  std::optional<WallTime> Expected(std::int64_t bytes) const { return mean_.WhenPassed(bytes); }
  std::optional<WallTime> ExpectedSafely(std::int64_t bytes) const;
  // And what has come by then.
  std::int64_t BytesBy(WallTime at) const { return mean_.BytesUntil(at); }
  std::int64_t BytesSafelyBy(WallTime at) const;

 private:
  struct Careful {
    std::int64_t from_bytes = 0;  // For amounts from here on: over more hours luck evens out.
    Curve curve;
  };
  const Curve& CarefulFor(std::int64_t bytes) const;

  Curve mean_;
  std::vector<Careful> careful_;  // From few bytes to many.
};

}  // namespace lianxiao::sync
