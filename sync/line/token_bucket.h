// A rate cap as a class that only decides. Filled at `per_second`, holds a quarter of a second's worth, so
// that a pause never ends in a burst. Used from one thread.
#pragma once

#include <cstdint>

#include "storage/base/time.h"

namespace lianxiao::sync {

class TokenBucket {
 public:
  // 0 bytes per second: no cap.
  TokenBucket(std::int64_t per_second, Instant now);

  // Another rate from here on; what was owed or saved up stays, within the new capacity. The same: nothing.
  void SetRate(std::int64_t per_second, Instant now);
  bool MayTake(Instant now);  // True: take as much as came; the bucket may go into debt.
  void Take(std::int64_t bytes);
  std::int64_t MsUntilMore(Instant now);  // 0: now.

 private:
  void Fill(Instant now);

  std::int64_t per_second_;
  std::int64_t capacity_milli_;  // In thousandths of a byte, so that slow rates do not round to nothing.
  std::int64_t level_milli_;
  Instant filled_;
};

}  // namespace lianxiao::sync
