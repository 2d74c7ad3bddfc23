// How often one address may try codes that do not exist. A code's 64 random bits are what keeps guessers out;
// this keeps one of them from trying all day, and from filling the center's log. Only the guesser's own
// address waits, so nobody else is kept out; behind a proxy all boxes share one, hence no small number. Only
// decides; safe from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "storage/base/time.h"

namespace lianxiao::web {

class EnrolmentDoor {
 public:
  static constexpr int kWrongTries = 30;  // A technician with a bad copy of a code needs fewer.
  static constexpr std::int64_t kWaitMs = kHourMs;
  static constexpr std::size_t kAddresses = 4'096;  // Remembered at most; then the oldest is forgotten.

  bool MayTry(const std::string& peer, Instant now) const;
  void NoteWrong(const std::string& peer, Instant now);

 private:
  struct Tries {
    Instant since;
    int wrong = 0;
  };
  mutable std::mutex mutex_;  // Guards tries_.
  std::map<std::string, Tries> tries_;
};

}  // namespace lianxiao::web
