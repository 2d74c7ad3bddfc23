// Whether a client takes its answer fast enough to go on with. Pure: told the time and what its machine has
// acknowledged so far. Used from one thread.
#pragma once

#include <cstdint>

namespace lianxiao::web {

class SendPace {
 public:
  // A client that acknowledges nothing for `idle_ms` is gone. One that takes less than kLeastBytes in each
  // kWindowMs is slower than any line that works (2G carries ten times as much), and holds a thread on
  // purpose.
  static constexpr std::int64_t kWindowMs = 60'000;
  static constexpr std::int64_t kLeastBytes = 16 << 10;

  SendPace(std::int64_t idle_ms, std::int64_t now_ms, std::int64_t acknowledged)
      : idle_ms_(idle_ms),
        moved_ms_(now_ms),
        last_(acknowledged),
        window_ms_(now_ms),
        window_(acknowledged) {}

  // False: give it up.
  bool GoesOn(std::int64_t now_ms, std::int64_t acknowledged) {
    if (acknowledged != last_) moved_ms_ = now_ms;
    last_ = acknowledged;
    if (now_ms - moved_ms_ >= idle_ms_) return false;
    if (now_ms - window_ms_ < kWindowMs) return true;
    const bool enough = acknowledged - window_ >= kLeastBytes;
    window_ms_ = now_ms;
    window_ = acknowledged;
    return enough;
  }

 private:
  std::int64_t idle_ms_;
  std::int64_t moved_ms_, last_;
  std::int64_t window_ms_, window_;
};

}  // namespace lianxiao::web
