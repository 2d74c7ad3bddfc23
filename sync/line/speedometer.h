// Bytes per second lately: what came within the last kSpeedWindowMs. Only decides. Used from one thread.
#pragma once

#include <cstdint>
#include <deque>

#include "storage/base/time.h"

namespace lianxiao::sync {

class Speedometer {
 public:
  void Add(Instant now, std::int64_t bytes);
  std::int64_t PerSecond(Instant now);

 private:
  struct Sample {
    Instant at;
    std::int64_t bytes;
  };
  void Forget(Instant now);

  std::deque<Sample> samples_;
};

}  // namespace lianxiao::sync
