#include "sync/line/mirror_flow.h"

#include <algorithm>
#include <limits>

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
  return !silent_ && IsSilent(range) && range.silent_ms > kForgottenMs;
}

// It will be over before the answer to a new request is here.
bool MirrorFlow::Ends(const RangeView& range) const {
  return range.answered && range.rest_bytes * 1'000 < speed_ / std::max(wanted_, 1) * trip_ms_ * 3 / 2;
}

void MirrorFlow::Look(Instant now, std::span<const RangeView> ranges, std::int64_t bytes,
                      std::int64_t trip_ms, Cap cap, ConnectionCount& count) {
  trip_ms_ = trip_ms;
  Listen(now, ranges, cap == Cap::kHolds ? std::max<std::int64_t>(bytes, 1) : bytes);
  flowing_ = waiting_ = 0;
  int heard = 0;
  for (const auto& range : ranges) {
    if (IsSilent(range)) continue;
    waiting_ += range.answered ? 0 : 1;
    heard += range.answered ? 1 : 0;
    flowing_ += Ends(range) ? 0 : 1;
  }
  const bool just_back = back_ && now - *back_ < kAfterCutTrips * trip_ms_;
  if (silent_ || just_back || cap == Cap::kHolds) {
    count.Disturbed(now);
  } else {
    count.Note(now, bytes, heard, trip_ms_);
  }
  wanted_ = count.Wanted();
  if (just_back) wanted_ = std::max(wanted_, std::min(kAfterCutConnections, count.ceiling()));
  if (!silent_) Measure(now, bytes);
}

void MirrorFlow::Listen(Instant now, std::span<const RangeView> ranges, std::int64_t bytes) {
  if (bytes > 0) {
    if (silent_) back_ = now;
    silent_ = false;
    heard_ = now;
    return;
  }
  if (ranges.empty()) {
    silent_ = false;
    heard_.reset();
    return;
  }
  if (!heard_) heard_ = now;
  const bool greeted = std::ranges::any_of(ranges, &RangeView::answered);
  silent_ = silent_ || now - *heard_ > (greeted ? SilenceMs() : kFirstByteMs);
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
  if (!silent_) return flowing_ < wanted_;
  return waiting_ < kMostProbes && (!asked_ || now - *asked_ >= kProbeEveryMs);
}

void MirrorFlow::Asked(Instant now) {
  asked_ = now;
  ++flowing_;
  ++waiting_;
}

std::int64_t MirrorFlow::MostBytes(std::int64_t left) const {
  const auto connections = std::max(wanted_, 1);
  const auto of_each = speed_ / connections;
  const auto long_one = std::max(of_each * kAskMs / 1'000, kFirstAskBytes);
  // A request should last longer than the way to it.
  const auto least = std::max(kLeastAskBytes, of_each * trip_ms_ * 4 / 1'000);
  return std::max(std::min(long_one, left / (2 * connections)), least);
}

}  // namespace lianxiao::sync
