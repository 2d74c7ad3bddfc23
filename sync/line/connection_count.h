// How many connections to one mirror are worth while. Where each loss halves a connection's speed, sixteen
// bring what one cannot; where the line is full, more of them only get into each other's way.
//
//   rising    2 ─▶ 4 ─▶ 8 ─▶ 16 while each doubling brings a tenth more; if not, back to the half, holding
//   holding   now and then, and when the speed falls, it is tried anew
//
// Only decides, by what its owner tells it a few times a second. Used from one thread.
#pragma once

#include <cstdint>

#include "storage/base/time.h"

namespace lianxiao::sync {

class ConnectionCount {
 public:
  explicit ConnectionCount(int ceiling);

  int Wanted() const { return wanted_; }
  int ceiling() const { return ceiling_; }
  // All that are allowed, and the last doubling still helped: another mirror might bring more.
  bool WouldTakeMore() const { return hungry_; }

  // So many bytes came since the last call, over so many connections; a round trip takes so long.
  void Note(Instant now, std::int64_t bytes, int flowing, std::int64_t trip_ms);
  // A cut, a rate cap, nothing to ask for: what is being measured says nothing of the number.
  void Disturbed(Instant now) { Begin(now); }

 private:
  void Begin(Instant now);
  void Judge(Instant now, std::int64_t bytes_per_second);
  void Rise(Instant now, std::int64_t bytes_per_second);
  void Hold(Instant now);
  bool StillSpeedsUp(Instant now, std::int64_t bytes_per_second);
  void Want(int number);

  int ceiling_;
  int wanted_;
  int before_ = 0;  // The number that before_speed_ was measured with; 0: none yet.
  std::int64_t before_speed_ = 0;
  std::int64_t last_speed_ = 0;  // With the number wanted now; 0: not measured yet.
  int measures_ = 0;
  bool rising_ = true;
  bool hungry_ = false;
  Instant try_again_;  // While holding.
  std::int64_t hold_ms_;
  Instant begun_;  // Of what is being measured now.
  bool measuring_ = false;
  std::int64_t bytes_ = 0, turns_ = 0, flowing_ = 0;  // Since it settled.
  Instant settled_;
};

}  // namespace lianxiao::sync
