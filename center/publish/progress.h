// How far a long work of the county has come, for whoever watches it.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace lianxiao::center {

struct Step {
  std::string_view what;  // "deltas", "signatures", "resources", "shards", "targets".
  std::int64_t done = 0, total = 0;
  std::int64_t done_bytes = 0, total_bytes = 0;  // The same by weight. Total 0: all weigh the same.
};

// Hears of each kind of work when it begins and after each part of it. On the caller's thread.
using Progress = std::function<void(const Step&)>;

}  // namespace lianxiao::center
