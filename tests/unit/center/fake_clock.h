// A clock that a test sets.
#pragma once

#include "storage/base/time.h"

namespace lianxiao::center {

class FakeClock final : public Clock {
 public:
  Instant Now() const override { return {wall.ms}; }
  WallTime Wall() const override { return wall; }
  std::string BootId() const override { return "boot"; }

  WallTime wall{1'795'000'000'000};  // An autumn day in 2026.
};

}  // namespace lianxiao::center
