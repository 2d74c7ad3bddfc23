// How much may be under way to this box on each connection to one mirror (TCP's receive window). A sender
// does not know where the line's queue ends: CUBIC fills it until something is lost, and several of BBR push
// each other over its edge, so that up to a tenth of what a metered line carries is sent for nothing. This
// box knows what the line brings and how long the way is, and allows twice as much as the line holds without
// a queue: one part is on its way, the other waits until something lost before it has come again, and lets
// the speed grow.
//
//   window of each = 2 × fastest second of late × shortest round trip / connections
//
// It is half as much again where so many packets are lost that a good part of what comes has to wait for one
// of them, though nothing queued of late; not right after a cut, when what waits was lost by the cut. On a
// line that is cut now and then it is a fifth less. While senders begin, and bring more with each round trip,
// it is four times what came in the last one, for a bound by what they brought so far would keep them from
// doubling it. The number of connections is bounded only where a queue stood of late: without one the line is
// not full, it is the senders that are slow (CUBIC and losses), and more of them are what helps.
//
// Only decides. Used from one thread. Plain value, kept from round to round.
#pragma once

#include <cstdint>
#include <optional>

#include "storage/base/time.h"
#include "sync/line/line.h"

namespace lianxiao::sync {

class ReceiveWindow {
 public:
  // While senders begin, what comes doubles with each round trip. Back: they begin again after a cut. Cut
  // lately: that was a while ago, but the next one may be near.
  enum class Pace { kBegins, kBack, kCutLately, kSteady };

  // What came since the last call; a round trip takes so long now, with what waits in the line's queue.
  void Note(Instant now, const Came& news, std::int64_t trip_ms, Pace pace = Pace::kSteady);
  // A cut, a rate cap, nothing to ask for: what came says nothing of the line.
  void Disturbed(Instant now);

  bool Known() const { return most_per_second_ > 0; }
  std::int64_t TripBytes() const;  // What the line holds without a queue; 0: not known.
  std::int64_t BytesOfEach(int connections) const;
  int MostConnections() const;  // So many that each has a window worth having, where a queue stands.
  bool QueueStands() const;     // Just now.
  bool IsFull() const;          // The line is: a queue stood of late.
  int WithWindows() const;      // That number, be there a queue or none; 0: not known.

 private:
  std::int64_t WindowTripMs() const;  // Not below what is worth sparing a queue for.
  std::int64_t AllBytes() const;

  std::int64_t most_per_second_ = 0;
  std::int64_t trip_ms_ = 0;
  Pace pace_ = Pace::kSteady;
  std::int64_t in_queue_ms_ = 0;       // Of round trips lately, the mean.
  std::optional<Instant> queue_seen_;  // The last time that was much.
  Instant noted_;
  std::int64_t waiting_percent_ = 0;  // Of packets lately, the mean.
  std::int64_t last_speed_ = 0;       // Of the slot before, while senders begin.
  bool grows_ = false;                // It was clearly less.
  std::optional<Instant> slot_begun_;
  Came slot_;
};

}  // namespace lianxiao::sync
