#include "daemon/clock_quality.h"

#include <sys/timex.h>

namespace lianxiao::daemon {

formats::ClockQuality Judge(WallTime wall, WallTime known, bool disciplined) {
  // Time zones and leap seconds do not matter here, a day's slack keeps a slightly slow clock plausible.
  if (wall + kDayMs < known) return formats::ClockQuality::kUnset;
  return disciplined ? formats::ClockQuality::kSynchronized : formats::ClockQuality::kFree;
}

bool KernelClockIsDisciplined() {
  timex now{};
  const int state = ::adjtimex(&now);
  return state >= 0 && state != TIME_ERROR && (now.status & STA_UNSYNC) == 0;
}

}  // namespace lianxiao::daemon
