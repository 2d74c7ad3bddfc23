#include "sync/line/receive_window.h"

#include <algorithm>
#include <limits>

#include "sync/line/tuning.h"

namespace lianxiao::sync {

void ReceiveWindow::Disturbed(Instant now) {
  slot_begun_ = now;
  slot_bytes_ = 0;
}

void ReceiveWindow::Note(Instant now, std::int64_t bytes, std::optional<std::int64_t> least_trip_ms) {
  if (least_trip_ms) trip_ms_ = std::max(*least_trip_ms, kLeastWindowTripMs);
  if (trip_ms_ == 0) return;  // On no connection yet.
  slot_bytes_ += bytes;
  if (!slot_begun_) slot_begun_ = now;
  const auto ms = now - *slot_begun_;
  if (ms < std::max(kWindowSlotMs, kSlotTrips * trip_ms_)) return;
  const auto speed = slot_bytes_ * 1'000 / ms;
  // A line that became slower is believed slowly: its senders pause now and then.
  most_per_second_ = std::max(speed, most_per_second_ - most_per_second_ / kWindowForgets);
  Disturbed(now);
}

std::int64_t ReceiveWindow::AllBytes() const { return kWindowTrips * most_per_second_ * trip_ms_ / 1'000; }

std::int64_t ReceiveWindow::BytesOfEach(int connections) const {
  if (!Known()) return kUnknownWindowBytes;
  return std::max(AllBytes() / std::max(connections, 1), kLeastWindowBytes);
}

int ReceiveWindow::MostConnections() const {
  if (!Known()) return std::numeric_limits<int>::max();
  return static_cast<int>(std::clamp<std::int64_t>(AllBytes() / kLeastWindowBytes, kLeastConnections,
                                                   std::numeric_limits<int>::max()));
}

}  // namespace lianxiao::sync
