#include "sync/line/traffic_counter.h"

#include "sync/tuning.h"

namespace lianxiao::sync {

TrafficCounter::TrafficCounter(storage::BoxState& state, const Clock& clock)
    : state_(state), clock_(clock), last_(clock.Now()) {}

Status TrafficCounter::Note(const Line& line) {
  const auto moved = line.Moved();
  const auto more = moved.received - written_.received + moved.sent - written_.sent;
  if (more < kCounterStepBytes && clock_.Now() - last_ < kCounterStepMs) return {};
  return Settle(line);
}

Status TrafficCounter::Settle(const Line& line) {
  const auto moved = line.Moved();
  last_ = clock_.Now();
  if (moved.received != written_.received) {
    LIANXIAO_TRY(state_.AddToCounter("bytes_received", moved.received - written_.received));
    written_.received = moved.received;
  }
  if (moved.sent != written_.sent) {
    LIANXIAO_TRY(state_.AddToCounter("bytes_sent", moved.sent - written_.sent));
    written_.sent = moved.sent;
  }
  return {};
}

}  // namespace lianxiao::sync
