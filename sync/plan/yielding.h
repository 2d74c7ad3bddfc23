// Gives way to the classroom: when the round trip to the center rises well over its base, a queue stands in
// the line, and whoever asks something live waits behind our lessons. Then the allowed rate falls, quickly;
// once the queue is gone it rises again, slowly. As LEDBAT (RFC 6817) does within one connection, here over
// all of them.
//
//   round trip   base … +50 ms: rise    +50 … +100 ms: hold    from +100 ms on: fall
//
// The base is the least round trip of the last ten minutes: a line that really became longer is believed
// after that time. Decides only. Used from one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "storage/base/time.h"

namespace lianxiao::sync {

class Yielding {
 public:
  // A round trip was seen while lessons came at `bytes_per_second`.
  void Saw(Instant now, std::int64_t round_trip_ms, std::int64_t bytes_per_second);
  // The rate to keep to; nothing: as fast as the line.
  std::optional<std::int64_t> Allowed() const { return allowed_; }
  // Out of school hours nobody waits.
  void Forget();

 private:
  struct Least {
    Instant at;  // Begin of a minute.
    std::int64_t ms = 0;
  };
  void Remember(Instant now, std::int64_t round_trip_ms);
  std::int64_t Base() const;

  std::deque<Least> least_;  // Of each of the last minutes.
  std::optional<Instant> step_began_;
  std::int64_t step_least_ = 0;  // One packet that was late is no queue: the least of a step counts.
  std::optional<std::int64_t> allowed_;
  std::int64_t was_ = 0;  // The rate before it first had to fall.
};

}  // namespace lianxiao::sync
