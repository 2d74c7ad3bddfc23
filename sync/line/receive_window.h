// How much may be under way to this box on each connection to one mirror (TCP's receive window). A sender
// does not know where the line's queue ends: CUBIC fills it until something is lost, and several of BBR push
// each other over its edge, so that up to a tenth of what a metered line carries is sent for nothing. This
// box knows what the line brings and how long the way is, and allows three times as much as the line holds
// without a queue: one part is on its way, one waits until something lost before it has come again, and one
// is the spare that lets the speed grow.
//
//   window of each = 3 × fastest second of late × shortest round trip / connections
//
// Only decides. Used from one thread. Plain value, kept from round to round.
#pragma once

#include <cstdint>
#include <optional>

#include "storage/base/time.h"

namespace lianxiao::sync {

class ReceiveWindow {
 public:
  // So many bytes came since the last call; the shortest round trip that the network knows of.
  void Note(Instant now, std::int64_t bytes, std::optional<std::int64_t> least_trip_ms);
  // A cut, a rate cap, nothing to ask for: what came says nothing of the line.
  void Disturbed(Instant now);

  bool Known() const { return most_per_second_ > 0; }
  std::int64_t BytesOfEach(int connections) const;
  int MostConnections() const;  // So many that each has a window worth having.

 private:
  std::int64_t AllBytes() const;

  std::int64_t most_per_second_ = 0;
  std::int64_t trip_ms_ = 0;
  std::optional<Instant> slot_begun_;
  std::int64_t slot_bytes_ = 0;
};

}  // namespace lianxiao::sync
