// The bell rings at a school: a class in each room watches a video, and everybody else opens the box at once.
// The real lianxiao-schoold with one lesson. Used from one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tests/bench/serve/load.h"
#include "tests/support/deployment.h"

namespace lianxiao::bench {

constexpr int kBellClients = 300;
constexpr int kBellVideos = 30;

enum BellKind { kPage, kSearch, kVideoStart, kNote, kSegment };

class BellSchool {
 public:
  // Publishes a lesson, enrols a box and lets it fetch; the county is off afterwards. Throws
  // std::runtime_error.
  explicit BellSchool(const std::string& folder);

  // The first kBellVideos clients play, asking every second for a second of the film; kBellClients others
  // come in the first three seconds after `quiet_us` and each opens the page, searches, begins the video,
  // notes it, and begins again after a while.
  Load Ring(std::int64_t quiet_us, std::int64_t storm_us);

  const test::SchoolProgram& program() const { return *school_; }

 private:
  std::unique_ptr<test::SchoolProgram> school_;
  std::string video_;
  std::int64_t video_bytes_ = 0;
  int port_ = 0;
};

}  // namespace lianxiao::bench
