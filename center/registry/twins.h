// Whether two boxes speak as one device: a card was cloned, or a copy of a box runs beside it.
//
//   one box, restored from a copy     A A A │ B B B B B         the old chain A is left for good
//   two boxes                         A A A B A B A A B …       both chains go on, in turns
//
// So each new batch in a chain that was left before is a return. One return may still be a single box, put
// back to a copy that fits the older chain's end; at the second there are two. A batch that was cut before
// its chain was given up, and took a longer road, is no return. Only decides. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "storage/base/time.h"

namespace lianxiao::center {

inline constexpr std::int64_t kReturnsOfTwins = 2;
// Two boxes in use take turns each school day; over a holiday of a week the sign may go out and come back.
inline constexpr std::int64_t kTwinsForgottenMs = 7 * kDayMs;

struct ChainTurns {
  std::string chain;  // Epoch of the new batch that came last; empty: none yet.
  std::int64_t returns = 0;
  WallTime returned;  // The last time.
  bool operator==(const ChainTurns&) const = default;
};

struct NewBatch {
  std::string epoch;
  std::int64_t seq = 0;
  std::optional<std::int64_t> given_up_at;  // The last seq that its box says it cut in this epoch.
  WallTime now;
};

ChainTurns After(ChainTurns turns, const NewBatch& batch);
bool AreTwins(const ChainTurns& turns, WallTime now);

}  // namespace lianxiao::center
