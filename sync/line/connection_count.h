// How many connections to one mirror are worth while. Where each loss halves a connection's speed, sixteen
// bring what one cannot; where the line is full, more of them only push each other's packets out of its
// queue.
//
//   up    8 ─▶ 16 ─▶ 32 while each doubling brings a tenth more; back to the half when not
//   hold  now and then, and when the speed falls, more are tried anew
//   down  32 ─▶ 16 ─▶ 8 once in a long while, and kept when the half brings about as much
//
// Going up, a number's speed is that of its best second or so: a line that is full does not carry more in
// any, while senders that pause to find out about the line, and bytes that wait for a lost one, make the mean
// jump. Going down it is the mean of many, after a long wait: what connections had won before makes fewer
// look good for a while.
//
// Only decides, by what its owner tells it a few times a second. Used from one thread.
#pragma once

#include <cstdint>
#include <optional>

#include "storage/base/time.h"

namespace lianxiao::sync {

class ConnectionCount {
 public:
  explicit ConnectionCount(int ceiling);

  int Wanted() const { return wanted_; }
  // Fewer would be a loss, whatever was measured; as far as the ceiling allows. Falls again by Down alone.
  void AtLeast(int number);
  // Whether another number is being tried, so that connections should soon be free to end.
  bool Tries() const { return mode_ != Mode::kHold; }
  // All that are allowed, and the last doubling still helped: another mirror might bring more.
  bool WouldTakeMore() const { return hungry_; }

  // What flows, as it was since the last call.
  struct Flow {
    enum class Line { kMayHaveRoom, kIsFull };  // Full: a queue stands, which more would only make longer.
    std::int64_t bytes = 0;
    int connections = 0;
    std::int64_t trip_ms = 0;
    Line line = Line::kMayHaveRoom;
  };
  void Note(Instant now, const Flow& flow);
  // A cut, a rate cap, nothing to ask for: what is being measured says nothing of the number.
  void Disturbed(Instant now) { Begin(now); }

 private:
  enum class Mode { kUp, kDown, kHold };

  void Begin(Instant now);
  bool Drains(int flowing) const;
  bool TakeSlot(Instant now, std::int64_t trip_ms);
  void Judge(Instant now);
  void Up(Instant now);
  void Down(Instant now);
  void Explore(Instant now);
  bool MayComeDown(Instant now) const;
  std::int64_t SettleMs(std::int64_t trip_ms) const;
  void Hold(Instant now);

  int ceiling_;
  int wanted_;
  int known_ = 0;                 // The number that known_speed_ was measured with; 0: none yet.
  std::int64_t known_speed_ = 0;  // At its best.
  std::int64_t known_mean_ = 0;   // 0: not held long enough to know.
  Mode mode_ = Mode::kUp;
  int explored_from_ = 0;
  bool hungry_ = false;
  bool is_full_ = false;     // The line, at the last call.
  bool low_before_ = false;  // While holding: the speed fell in the last measure.
  std::int64_t low_speed_ = 0;
  Instant try_again_;  // While holding.
  std::optional<Instant> held_since_;
  std::int64_t hold_ms_;

  // Of what is being measured now.
  bool measuring_ = false;
  Instant begun_, slot_begun_;
  std::int64_t slot_bytes_ = 0, all_bytes_ = 0, all_ms_ = 0;
  std::int64_t best_ = 0;                 // Bytes per second.
  std::int64_t turns_ = 0, flowing_ = 0;  // Since it settled.
};

}  // namespace lianxiao::sync
