#include "sync/line/mirror_flow.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "sync/line/tuning.h"

namespace lianxiao::sync {
namespace {

constexpr std::int64_t kSpeedStepMs = 500;

}  // namespace

std::int64_t MirrorFlow::SilenceMs() const {
  return std::clamp(4 * trip_ms_, kLeastSilenceMs, kMostSilenceMs);
}

bool MirrorFlow::IsSilent(const RangeView& range) const {
  return range.silent_ms > (range.answered ? SilenceMs() : std::max(kFirstByteMs, 8 * trip_ms_));
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
  const bool begins = !begun_ || now - *begun_ < kBeginTrips * trip_ms_;
  after_cut_ = (after_cut_ || back_now_) && begins;
  // Nor is a change worth while shortly before the end, when its new connections would just have begun.
  little_left_ = view.left_bytes < speed_ * kLittleLeftMs / 1'000;
  const bool ends_soon = view.left_bytes < speed_ * kNoTriesBeforeEndMs / 1'000;
  if (silent_ || held || heard_from_ == 0) {
    window.Disturbed(now);
  } else {
    window.Note(now, view.news, trip_ms_);
  }
  if (silent_ || begins || held || ends_soon) {
    count.Disturbed(now);
  } else {
    count.Note(now, view.news.bytes, heard_from_, trip_ms_);
  }
  tries_ = count.Tries();
  wanted_ = Worth(view, count, window);
  if (!silent_) Measure(now, view.news.bytes);
}

// Those that are there already cost nothing more.
int MirrorFlow::Worth(const FlowView& view, const ConnectionCount& count, const ReceiveWindow& window) {
  auto wanted = count.Wanted();
  wanted = std::min(wanted, window.MostConnections());
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
  if (!silent_) return flowing_ < wanted_ && overdue_ < kMostProbes;
  return waiting_ < kMostProbes && (!asked_ || now - *asked_ >= ProbeEveryMs(now));
}

std::int64_t MirrorFlow::ProbeEveryMs(Instant now) const {
  return std::max(kProbeEveryMs, heard_ ? (now - *heard_) / kProbeShareOfSilence : 0);
}

void MirrorFlow::Asked(Instant now) {
  asked_ = now;
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
  if (tries_) long_one = std::max(of_each * kTryAskMs / 1'000, kTryAskBytes);
  // A request should last longer than the way to it.
  const auto least = std::max(kLeastAskBytes, of_each * trip_ms_ * 2 / 1'000);
  return std::max(std::min(long_one, left / (2 * connections)), least);
}

}  // namespace lianxiao::sync
