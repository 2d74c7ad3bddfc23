#include "sync/line/mirror_flow.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "sync/line/tuning.h"

namespace lianxiao::sync {
namespace {

constexpr std::int64_t kSpeedStepMs = 500;
// Multiples of the golden section, less their whole parts, lie evenly however many there are.
constexpr std::int64_t kSpreadStep = 618, kSpreadSteps = 1'000;

}  // namespace

std::int64_t MirrorFlow::SilenceMs() const {
  return std::clamp(4 * trip_ms_, kLeastSilenceMs, kMostSilenceMs);
}

bool MirrorFlow::IsSilent(const RangeView& range) const {
  return range.silent_ms > (range.answered ? SilenceMs() : std::max(kFirstByteMs, 8 * trip_ms_));
}

// What is tried while all are silent is heard a round trip after the line is back, or was lost.
bool MirrorFlow::MayTryElsewhere(const RangeView& range) const {
  const bool waits_for_lost =
      range.answered && range.silent_ms > std::max(kEndSilenceTrips * trip_ms_, kLeastEndSilenceMs);
  return IsSilent(range) || waits_for_lost || Overdue(range) ||
         (silent_ && !range.answered && range.silent_ms > least_trip_ms_ + least_trip_ms_ / 2);
}

bool MirrorFlow::IsForgotten(const RangeView& range) const {
  if (LostInCut(range)) return true;
  if (silent_) return flowed_ && waiting_ >= kMostProbes && Overdue(range);
  return IsSilent(range) && (little_left_ || range.silent_ms > kForgottenMs);
}

// It will be over before the answer to a new request is here.
bool MirrorFlow::Ends(const RangeView& range) const {
  return range.answered && range.rest_bytes * 1'000 < speed_ / std::max(wanted_, 1) * trip_ms_ * 3 / 2;
}

// Its greetings lost a packet, and their sender waits a second or more.
bool MirrorFlow::Overdue(const RangeView& range) const {
  const auto trip_ms = silent_ ? least_trip_ms_ : trip_ms_;
  return !range.answered && range.silent_ms > std::max(kGreetingTrips * trip_ms, kLeastGreetingMs);
}

// When the line is back, what was tried earlier than what is heard now was lost, and would be tried again
// late.
bool MirrorFlow::LostInCut(const RangeView& range) const {
  return back_now_ && flowed_ && !range.answered && range.silent_ms > least_trip_ms_ + least_trip_ms_ / 2;
}

void MirrorFlow::Look(Instant now, const FlowView& view, ConnectionCount& count, ReceiveWindow& window) {
  trip_ms_ = view.trip_ms;
  least_trip_ms_ = view.news.least_trip_ms.value_or(trip_ms_);
  const bool held = view.cap == FlowView::Cap::kHolds;
  Listen(now, view);
  flowing_ = waiting_ = overdue_ = heard_from_ = 0;
  for (const auto& range : view.ranges) {
    if (IsSilent(range) || LostInCut(range)) continue;
    waiting_ += range.answered ? 0 : 1;
    overdue_ += Overdue(range) ? 1 : 0;
    heard_from_ += range.answered ? 1 : 0;
    flowing_ += Ends(range) || Overdue(range) ? 0 : 1;
  }
  begun_bytes_ += view.news.bytes;
  if (!begun_ && begun_bytes_ >= kBeginBytes) begun_ = now;
  begins_ = !begun_ || now - *begun_ < kBeginTrips * trip_ms_;
  after_cut_ = (after_cut_ || back_now_) && begins_;
  const bool steady = begun_ && now - *begun_ > kSteadyMs;
  lately_cut_ = (lately_cut_ || back_now_) && !steady;
  LookAtBeginning(now, view);
  // Nor is a change worth while shortly before the end, when its new connections would just have begun.
  more_to_ask_ = view.left_bytes > 0;
  little_left_ = view.left_bytes < speed_ * kLittleLeftMs / 1'000;
  const bool ends_soon = view.left_bytes < speed_ * kNoTriesBeforeEndMs / 1'000;
  if (silent_ || held || heard_from_ == 0) {
    window.Disturbed(now);
  } else {
    using enum ReceiveWindow::Pace;
    window.Note(now, view.news, trip_ms_,
                after_cut_    ? kBack
                : begins_     ? kBegins
                : lately_cut_ ? kCutLately
                              : kSteady);
  }
  if (silent_ || begins_ || held || ends_soon) {
    count.Disturbed(now);
  } else {
    using enum ConnectionCount::Flow::Line;
    count.Note(now, {view.news.bytes, heard_from_, trip_ms_, window.IsFull() ? kIsFull : kMayHaveRoom});
  }
  count.AtLeast(std::max(ToFillAtOnce(window), std::min(beginning_, window.WithWindows())));
  if (steady && !ends_soon) count.AtLeast(ToOutlastPauses(window));
  no_hurry_ = !begins_ && window.QueueStands();
  probes_at_once_ = ProbesAtOnce(window);
  tries_ = count.Tries();
  wanted_ = Worth(view, count, window);
  if (!silent_) Measure(now, view.news.bytes);
}

// Senders that begin double what they send with each round trip. Where losses keep them from that, and the
// line has room, more of them begin. After a cut the number is known, and what waits was lost in the cut.
void MirrorFlow::LookAtBeginning(Instant now, const FlowView& view) {
  if (!begins_ || after_cut_ || silent_ || !begun_) {
    beginning_ = 0;
    slot_begun_.reset();
    slot_ = last_slot_ = {};
    return;
  }
  slot_.bytes += view.news.bytes;
  slot_.packets += view.news.packets;
  slot_.waiting += view.news.waiting;
  if (!slot_begun_) slot_begun_ = now;
  if (now - *slot_begun_ < trip_ms_) return;
  const bool grows = last_slot_.bytes == 0 || 2 * slot_.bytes >= 3 * last_slot_.bytes;
  const auto loses = [](const Came& slot) {
    return slot.waiting > 0 && slot.waiting * 100 >= slot.packets * kMuchWaitingPercent;
  };
  const bool queues = trip_ms_ > least_trip_ms_ + least_trip_ms_ / kBeginQueuePart;
  if (!grows && loses(last_slot_) && loses(slot_) && !queues)
    beginning_ = std::min(std::max(beginning_, heard_from_) * 2, kMostBeginning);
  last_slot_ = std::exchange(slot_, {});
  slot_begun_ = now;
}

// Each sender begins with a few packets, and doubles them with each round trip.
int MirrorFlow::ToFillAtOnce(const ReceiveWindow& window) {
  return static_cast<int>(std::min<std::int64_t>(window.TripBytes() / kFirstFlightBytes, kMostBeginning));
}

// Each sender keeps a few packets under way while it pauses.
int MirrorFlow::ToOutlastPauses(const ReceiveWindow& window) {
  return static_cast<int>(
      std::min<std::int64_t>(window.TripBytes() / kPausingFlightBytes, window.WithWindows()));
}

// Those of a round trip are all answered when the line is back, and begin together: as many as fill it. More
// would overflow its queue.
int MirrorFlow::ProbesAtOnce(const ReceiveWindow& window) const {
  if (!window.Known()) return kProbesAtOnceUnknown;
  const auto in_a_trip = std::max<std::int64_t>(least_trip_ms_ / kProbeEveryMs, 1);
  const auto each_time = (ToFillAtOnce(window) + in_a_trip / 2) / in_a_trip;
  return static_cast<int>(std::clamp<std::int64_t>(each_time, 1, kMostProbesAtOnce));
}

// Those that are there already cost nothing more. On a line that is cut now and then and is full without
// them, each more costs its greetings after every cut, and what goes to it in vain during one.
int MirrorFlow::Worth(const FlowView& view, const ConnectionCount& count, const ReceiveWindow& window) {
  auto wanted = std::min(count.Wanted(), window.MostConnections());
  if (window.Known() && (after_cut_ || (lately_cut_ && window.IsFull())))
    wanted = std::min(wanted, std::max(ToFillAtOnce(window) * 3 / 2, kLeastConnections));
  const auto worth = view.left_bytes / kWorthAConnectionBytes;
  most_ = std::max({most_, flowing_, kLeastConnections});
  return static_cast<int>(std::min<std::int64_t>(wanted, std::max<std::int64_t>(most_, worth)));
}

// A connection that came about tells a whole round trip or two before its first byte. Something on the way
// may greet in the name of a server that is not there, so the next one does not count before bytes came.
bool MirrorFlow::IsBack(const FlowView& view) {
  if (view.news.bytes > 0 || view.cap == FlowView::Cap::kHolds) {
    greeting_counts_ = true;
    return true;
  }
  return silent_ && view.news.greeted > 0 && std::exchange(greeting_counts_, false);
}

void MirrorFlow::Listen(Instant now, const FlowView& view) {
  back_now_ = false;
  flowed_ = std::ranges::any_of(view.ranges, &RangeView::answered);
  if (IsBack(view)) {
    back_now_ = silent_;
    if (silent_) {
      begun_.reset();
      begun_bytes_ = 0;
    }
    silent_ = false;
    probes_left_ = 0;
    heard_ = now;
    return;
  }
  if (view.ranges.empty()) {
    silent_ = false;
    heard_.reset();
    return;
  }
  if (!heard_) heard_ = now;
  silent_ = silent_ || now - *heard_ > (flowed_ ? SilenceMs() : kFirstByteMs);
}

void MirrorFlow::Measure(Instant now, std::int64_t bytes) {
  bytes_ += bytes;
  if (!measured_ || speed_ + bytes_ == 0) {
    measured_ = now;
    return;
  }
  const auto ms = now - *measured_;
  if (ms < kSpeedStepMs) return;
  const auto speed = bytes_ * 1'000 / ms;
  // A stop of minutes, as between rounds, is not averaged in.
  speed_ = speed_ == 0 ? speed : (speed_ * 3 + speed) / 4;
  measured_ = now;
  bytes_ = 0;
}

bool MirrorFlow::HasRoom(Instant now) const {
  if (!silent_) return flowing_ < wanted_ && waiting_ < MostWaiting() && overdue_ < kMostProbes;
  return waiting_ < kMostProbes && (probes_left_ > 0 || ProbesAreDue(now));
}

// Many that begin while the line is full make its queue overflow.
int MirrorFlow::MostWaiting() const {
  return no_hurry_ ? std::max(wanted_ / kWaitingPart, kFewWaiting) : std::numeric_limits<int>::max();
}

bool MirrorFlow::ProbesAreDue(Instant now) const {
  const auto every_ms = std::max(kProbeEveryMs, heard_ ? (now - *heard_) / kProbeShareOfSilence : 0);
  return !probed_ || now - *probed_ >= every_ms;
}

void MirrorFlow::Asked(Instant now) {
  if (silent_ && probes_left_ == 0) {
    probed_ = now;
    probes_left_ = probes_at_once_;
  }
  probes_left_ = std::max(probes_left_ - 1, 0);
  ++asked_;
  ++flowing_;
  ++waiting_;
}

// Those that have been idle since before a cut would say nothing, and be waited for.
RangeRequest::Reuse MirrorFlow::MayReuse() const {
  if (silent_) return RangeRequest::Reuse::kNone;
  return after_cut_ ? RangeRequest::Reuse::kLately : RangeRequest::Reuse::kAny;
}

std::int64_t MirrorFlow::MostBytes(std::int64_t left) const {
  const auto connections = std::max(wanted_, 1);
  const auto of_each = speed_ / connections;
  auto long_one = std::max(of_each * kAskMs / 1'000, kFirstAskBytes);
  if (tries_ || begins_) long_one = std::max(of_each * kTryAskMs / 1'000, kTryAskBytes);
  // Those that begin together must not end together: each would begin the next on a connection of its own,
  // slowly, where one that has just ended could have been used.
  long_one = long_one / 2 + long_one * (asked_ * kSpreadStep % kSpreadSteps) / kSpreadSteps;
  // A request should last longer than the way to it.
  const auto least = std::max(kLeastAskBytes, of_each * trip_ms_ * kLeastAskTrips / 1'000);
  return std::max(std::min(long_one, left / (2 * connections)), least);
}

}  // namespace lianxiao::sync
