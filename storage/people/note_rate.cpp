#include "storage/people/note_rate.h"

#include <utility>

namespace lianxiao::storage {

std::optional<NoteRate::Note> NoteRate::Next(Instant now) {
  const std::lock_guard lock(mutex_);
  if (now - hour_began_ >= kHourMs) {
    hour_began_ = now;
    noted_ = 0;
  }
  if (noted_ >= kMostAnHour) {
    ++passed_over_;
    return std::nullopt;
  }
  ++noted_;
  return Note{std::exchange(passed_over_, 0)};
}

}  // namespace lianxiao::storage
