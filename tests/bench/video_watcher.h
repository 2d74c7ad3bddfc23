// A classroom that watches a video: asks for it in segments by Range, one ahead of what is shown, as a
// browser with the smallest buffer would. Plays on its own thread until told to stop.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace lianxiao::test {

struct Video {
  std::string url;
  std::int64_t size_bytes = 0;
  std::int64_t bytes_per_second = 0;
};

struct WatchedSegment {
  std::int64_t asked_ms = 0;  // MonotonicMs().
  double took_ms = 0;
  bool stalled = false;  // Came later than it was to be shown.
  bool failed = false;   // Not the bytes that were asked for.
};

class VideoWatcher {
 public:
  static constexpr std::int64_t kSegmentMs = 2'000;

  // Begins somewhere in the video and after a part of a segment, so that watchers do not march in step.
  VideoWatcher(const Video& video, int number);
  ~VideoWatcher();
  VideoWatcher(const VideoWatcher&) = delete;
  VideoWatcher& operator=(const VideoWatcher&) = delete;

  std::vector<WatchedSegment> Stop();  // All it has watched.

 private:
  void Watch();
  const Video video_;
  const int number_;
  std::atomic<bool> stopping_{false};
  std::vector<WatchedSegment> segments_;  // The thread's own until it is joined.
  std::thread thread_;
};

}  // namespace lianxiao::test
