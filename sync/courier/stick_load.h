// What goes up and comes down by a stick instead of over the line: the same sealed batches, reports, letters
// and signed receipts, each judged as if it had come over the line. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/usage_log.h"

namespace lianxiao::sync {

// To be put on a stick. The batches' bytes are asked for one by one.
struct StickLoad {
  std::string device;
  std::vector<storage::BatchName> batches;  // Oldest first.
  std::string status, holdings;             // Sealed.
  std::string post;                         // Sealed; empty: nobody here writes to other schools.
};

// A folder with the repository that was plugged in, and what became of it.
struct StickVisit {
  enum class State {
    kWaiting,  // For the engine to end what it is doing.
    kReading,
    kRead,    // All that was wanted and is on it is here, but for what the figures below say.
    kFailed,  // `problem` says why; what came before it is here.
  };
  State state = State::kWaiting;
  std::string folder;
  std::int64_t lessons = 0;                      // Became whole, or whole in a newer version.
  std::int64_t bytes_done = 0, bytes_total = 0;  // Of files that are on it and wanted.
  std::int64_t damaged = 0;                      // Files that are not what was signed.
  std::int64_t no_room = 0;                      // Files for which this box has no room.
  std::string problem;                           // A message with a key in front.
  bool operator==(const StickVisit&) const = default;
};

}  // namespace lianxiao::sync
