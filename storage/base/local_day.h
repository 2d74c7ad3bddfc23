// The school's calendar: which local day and minute a moment is, and back. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao {

// Milliseconds that local time is ahead of UTC at a moment: 8 h all over China. Safe from any thread.
using ZoneOffset = std::function<std::int64_t(WallTime)>;
ZoneOffset FixedOffset(std::int64_t ms);
ZoneOffset MachineOffset();  // As this machine is set up.

// Days since 1970-01-01 in local time.
struct LocalDay {
  std::int64_t number = 0;
  auto operator<=>(const LocalDay&) const = default;

  int Weekday() const;       // 0: Monday … 6: Sunday.
  int DayOfMonth() const;    // 1 … 31.
  std::string Text() const;  // "2026-11-21"
};
inline LocalDay operator+(LocalDay day, std::int64_t days) { return {day.number + days}; }

// Accepts exactly "2026-11-21". kInvalid otherwise.
Result<LocalDay> ParseDay(std::string_view text);
// The day of that number in the month of `day`, or the month's last day; `months` later.
LocalDay DayInMonth(LocalDay day, int day_of_month, int months);

struct LocalMoment {
  LocalDay day;
  std::int64_t ms = 0;  // Since that day's midnight.
};
LocalMoment ToLocal(WallTime at, const ZoneOffset& zone);
// The other way. An hour that a change of the clocks leaves out or doubles comes out as one of the two.
WallTime ToWall(LocalDay day, std::int64_t ms, const ZoneOffset& zone);

}  // namespace lianxiao
