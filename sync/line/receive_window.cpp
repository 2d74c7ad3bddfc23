#include "sync/line/receive_window.h"

#include <algorithm>
#include <limits>

#include "sync/line/tuning.h"

namespace lianxiao::sync {

void ReceiveWindow::Disturbed(Instant now) {
  slot_begun_ = now;
  slot_ = {};
}

void ReceiveWindow::Note(Instant now, const Came& news, std::int64_t trip_ms) {
  if (const auto least = news.least_trip_ms) {
    trip_ms_ = std::max(*least, kLeastWindowTripMs);
    in_queue_ms_ += (std::max<std::int64_t>(trip_ms - *least, 0) - in_queue_ms_) / kQueueTurns;
  }
  if (trip_ms_ == 0) return;  // On no connection yet.
  slot_.bytes += news.bytes;
  slot_.packets += news.packets;
  slot_.waiting += news.waiting;
  if (!slot_begun_) slot_begun_ = now;
  const auto ms = now - *slot_begun_;
  if (ms < std::max(kWindowSlotMs, kSlotTrips * trip_ms_)) return;
  const auto speed = slot_.bytes * 1'000 / ms;
  // A line that became slower is believed slowly: its senders pause now and then.
  most_per_second_ = std::max(speed, most_per_second_ - most_per_second_ / kWindowForgets);
  const auto waiting = slot_.waiting * 100 / std::max<std::int64_t>(slot_.packets, 1);
  waiting_percent_ += (waiting - waiting_percent_) / kWaitingSlots;
  Disturbed(now);
}

bool ReceiveWindow::QueueStands() const { return in_queue_ms_ * kQueuePart > trip_ms_; }

std::int64_t ReceiveWindow::TripBytes() const { return most_per_second_ * trip_ms_ / 1'000; }

std::int64_t ReceiveWindow::AllBytes() const {
  return (waiting_percent_ < kMuchWaitingPercent ? kWindowTrips : kLossyWindowTrips) * TripBytes();
}

std::int64_t ReceiveWindow::BytesOfEach(int connections) const {
  if (!Known()) return kUnknownWindowBytes;
  return std::max(AllBytes() / std::max(connections, 1), kLeastWindowBytes);
}

int ReceiveWindow::MostConnections() const {
  if (!Known() || !QueueStands()) return std::numeric_limits<int>::max();
  return std::max(WithWindows(), kLeastConnections);
}

int ReceiveWindow::WithWindows() const {
  return static_cast<int>(
      std::min<std::int64_t>(AllBytes() / kLeastWindowBytes, std::numeric_limits<int>::max()));
}

}  // namespace lianxiao::sync
