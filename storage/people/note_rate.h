// How many rows about wrong tries the audit log takes. Somebody with many addresses could fill the disk with
// them, and a log of a million equal rows tells no more than a number. Only decides; safe from any thread.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

#include "storage/base/time.h"

namespace lianxiao::storage {

class NoteRate {
 public:
  struct Note {
    std::int64_t passed_over = 0;  // Before this one, not noted; to be told with it.
  };
  // Nothing: this one is passed over.
  std::optional<Note> Next(Instant now);

  // A morning of a whole school has some dozens; a siege of a year at this rate is 300 MB.
  static constexpr std::int64_t kMostAnHour = 120;

 private:
  std::mutex mutex_;  // Guards all below.
  Instant hour_began_;
  std::int64_t noted_ = 0;
  std::int64_t passed_over_ = 0;
};

}  // namespace lianxiao::storage
