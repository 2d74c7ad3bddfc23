// The time of day to plan by. A clock that was set right counts as it is. One that stands before what the box
// has already seen (a flat battery wakes up in 1970) is passed over: time goes on from what was known last,
// at the pace of the machine, so that windows neither open at random nor stay shut for ever. Decides only.
// Used from one thread.
#pragma once

#include <optional>

#include "storage/base/time.h"

namespace lianxiao::sync {

class PlanClock {
 public:
  // `known`: what was signed or saved last; now is not before it.
  WallTime At(Instant now, WallTime wall, WallTime known) {
    if (wall >= known) {
      last_ = {now, wall};
    } else if (!last_ || GoneOn(now) < known) {
      last_ = {now, known};
    }
    return GoneOn(now);
  }

 private:
  struct Moment {
    Instant at;
    WallTime wall;
  };
  WallTime GoneOn(Instant now) const { return last_->wall + (now - last_->at); }

  std::optional<Moment> last_;
};

}  // namespace lianxiao::sync
