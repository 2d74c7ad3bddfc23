#include "sync/line/receive_window.h"

#include <algorithm>
#include <limits>

#include "sync/line/tuning.h"

namespace lianxiao::sync {

void ReceiveWindow::Disturbed(Instant now) {
  slot_begun_ = now;
  slot_ = {};
}

void ReceiveWindow::Note(Instant now, const Came& news, std::int64_t trip_ms, Pace pace) {
  pace_ = pace;
  noted_ = now;
  if (const auto least = news.least_trip_ms) {
    trip_ms_ = std::max<std::int64_t>(*least, 1);
    in_queue_ms_ += (std::max<std::int64_t>(trip_ms - *least, 0) - in_queue_ms_) / kQueueTurns;
    if (QueueStands()) queue_seen_ = now;
  }
  if (trip_ms_ == 0) return;  // On no connection yet.
  if (!slot_begun_) {
    Disturbed(now);  // What came came before it.
    return;
  }
  slot_.bytes += news.bytes;
  slot_.packets += news.packets;
  slot_.waiting += news.waiting;
  const auto ms = now - *slot_begun_;
  if (ms < (pace == Pace::kBegins ? WindowTripMs() : std::max(kWindowSlotMs, kSlotTrips * trip_ms_))) return;
  const auto speed = slot_.bytes * 1'000 / ms;
  grows_ = pace == Pace::kBegins && last_speed_ > 0 && speed * 100 >= last_speed_ * kGrowsPercent;
  last_speed_ = pace == Pace::kBegins ? speed : 0;
  // A line that became slower is believed slowly: its senders pause now and then.
  most_per_second_ = std::max(speed, most_per_second_ - most_per_second_ / kWindowForgets);
  const auto waiting = slot_.waiting * 100 / std::max<std::int64_t>(slot_.packets, 1);
  waiting_percent_ =
      pace == Pace::kBack ? 0 : waiting_percent_ + (waiting - waiting_percent_) / kWaitingSlots;
  Disturbed(now);
}

std::int64_t ReceiveWindow::WindowTripMs() const { return std::max(trip_ms_, kLeastWindowTripMs); }

bool ReceiveWindow::QueueStands() const { return in_queue_ms_ * kQueuePart > WindowTripMs(); }

bool ReceiveWindow::IsFull() const { return queue_seen_ && noted_ - *queue_seen_ < kQueueMemoryMs; }

std::int64_t ReceiveWindow::TripBytes() const { return most_per_second_ * trip_ms_ / 1'000; }

std::int64_t ReceiveWindow::AllBytes() const {
  const auto trip_bytes = most_per_second_ * WindowTripMs() / 1'000;
  if (grows_ && !QueueStands()) return kBeginWindowTrips * trip_bytes;
  const bool lossy = waiting_percent_ >= kMuchWaitingPercent && !IsFull();
  if (lossy) return kLossyWindowTrips * trip_bytes;
  if (pace_ == Pace::kCutLately || pace_ == Pace::kBack) return trip_bytes * kCutWindowPercent / 100;
  return trip_bytes * kWindowPercent / 100;
}

std::int64_t ReceiveWindow::BytesOfEach(int connections) const {
  const auto all = Known() ? AllBytes() : kUnknownWindowsBytes;
  const auto each = std::max(all / std::max(connections, 1), kLeastWindowBytes);
  return Known() ? each : std::min(each, kUnknownWindowBytes);
}

int ReceiveWindow::MostConnections() const {
  if (!Known() || !IsFull()) return std::numeric_limits<int>::max();
  return std::max(WithWindows(), kLeastConnections);
}

int ReceiveWindow::WithWindows() const {
  return static_cast<int>(
      std::min<std::int64_t>(AllBytes() / kLeastWindowBytes, std::numeric_limits<int>::max()));
}

}  // namespace lianxiao::sync
