// One box from its first start through several power cuts, all drawn from a seed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/support/false_disk.h"

namespace lianxiao::sim {

struct LifeStory {
  int power_cuts = 0;
  std::int64_t actions = 0;              // That returned success.
  std::optional<std::string> violation;  // Which promise was not kept, and when.
};

LifeStory Live(std::uint64_t seed, test::Lies lies = nullptr);

}  // namespace lianxiao::sim
