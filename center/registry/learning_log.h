// The learning log's duties to the people in it: shown to them, taken back, and not kept for ever. Safe from
// any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/formats/usage.h"

namespace lianxiao::center {

inline constexpr std::int64_t kLearningDays = 3 * 365 + 1;  // Kept as single events by default.

struct PersonEvent {
  formats::Event event;
  std::string school;
  WallTime received;  // By the center's clock.
};

class LearningLog {
 public:
  // The tables are the registry's; both outlive this.
  LearningLog(storage::Database& registry, const Clock& clock);

  // Everything that is kept under this pseudonym, in the order of its arrival. kInvalid: not 16 hex digits.
  Result<std::vector<PersonEvent>> EventsOf(const std::string& person) const;
  // Its events lose the person and what groups them into viewings; so will those that are still on their
  // way. How many there were. Again is no error.
  Result<std::int64_t> Erase(const std::string& person);

  // Turns some of the events that arrived before `days` days ago into daily sums. True: there are more; ask
  // again, so that intake gets its turn in between.
  Result<bool> Condense(std::int64_t days);

 private:
  storage::Database& registry_;
  const Clock& clock_;
};

}  // namespace lianxiao::center
