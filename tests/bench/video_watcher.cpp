#include "tests/bench/video_watcher.h"

#include <algorithm>
#include <chrono>

#include "tests/bench/lan_client.h"
#include "tests/support/process.h"

namespace lianxiao::test {
namespace {

double NowMs() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(now).count();
}

}  // namespace

VideoWatcher::VideoWatcher(const Video& video, int number)
    : video_(video), number_(number), thread_([this] { Watch(); }) {}

VideoWatcher::~VideoWatcher() { Stop(); }

std::vector<WatchedSegment> VideoWatcher::Stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
  return segments_;
}

void VideoWatcher::Watch() {
  constexpr int kSteps = 10;
  constexpr std::int64_t kApart = 7;  // Of many: spreads the places where they begin.
  LanClient client(number_);
  const auto segment_bytes = video_.bytes_per_second * kSegmentMs / 1'000;
  const auto segments = std::max<std::int64_t>(video_.size_bytes / segment_bytes, 1);
  auto segment = number_ * kApart % segments;
  SleepMs(kSegmentMs * (number_ % kSteps) / kSteps);
  double shown_until = 0;  // When the segment at hand will have been shown.
  while (!stopping_) {
    const auto first = segment * segment_bytes;
    const auto last = std::min(first + segment_bytes, video_.size_bytes) - 1;
    WatchedSegment watched;
    watched.asked_ms = MonotonicMs();
    const auto begin = NowMs();
    const auto answer =
        client.Get(video_.url, LanClient::Body::kCount, std::to_string(first) + "-" + std::to_string(last));
    const auto came = NowMs();
    watched.took_ms = came - begin;
    watched.failed = answer.status != 206 || static_cast<std::int64_t>(answer.bytes) != last - first + 1;
    watched.stalled = shown_until > 0 && came > shown_until;
    segments_.push_back(watched);
    // It is shown after the one before; when its turn comes, the next is asked for.
    const auto shown_from = std::max(came, shown_until);
    shown_until = shown_from + static_cast<double>(kSegmentMs);
    SleepMs(static_cast<std::int64_t>(std::max(shown_from - NowMs(), 0.0)));
    segment = (segment + 1) % segments;
  }
}

}  // namespace lianxiao::test
