// Carries what the line moved into the box's counters, in steps: a journal write for every packet would
// cost more than the packet. At most one step is lost by a power cut. Used from one thread.
#pragma once

#include "storage/base/time.h"
#include "storage/box_state.h"
#include "sync/line/line.h"

namespace lianxiao::sync {

class TrafficCounter {
 public:
  TrafficCounter(storage::BoxState& state, const Clock& clock);

  Status Note(const Line& line);    // Writes when a step is full.
  Status Settle(const Line& line);  // Writes what there is.

 private:
  storage::BoxState& state_;
  const Clock& clock_;
  Traffic written_;
  Instant last_;
};

}  // namespace lianxiao::sync
