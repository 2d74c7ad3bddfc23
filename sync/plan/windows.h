// When lessons may come over the line, and how fast: the technician's windows, the school's hours, days that
// are out of turn. Knows no clock; a test walks through a year. Plain value, safe from any thread.
//
//        22:00            06:00   08:00        17:00        22:00
//   ──────┤ window, 64 KB/s ├───────┤ school hours ├──────────┤ window …
//
// Without windows the line is open all the time. Where several windows lie over each other the most generous
// counts. School hours then take away: nothing comes, or no more than their cap.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "storage/base/local_day.h"
#include "storage/base/time.h"

namespace lianxiao::sync {

inline constexpr int kDayMinutes = 24 * 60;

// One span of the week. It begins on its days; an end at or before the beginning lies on the next day.
struct Window {
  std::uint8_t days = 0x7f;           // Bit 0: Monday … bit 6: Sunday.
  int begin = 0, end = kDayMinutes;   // Minutes after midnight.
  std::int64_t bytes_per_second = 0;  // 0: as fast as the line.
  bool operator==(const Window&) const = default;
};

enum class InSchool { kAsElse, kCapped, kNever };

struct WindowRules {
  std::vector<Window> open;    // None: always open.
  std::vector<Window> school;  // School hours; their rates say nothing.
  InSchool in_school = InSchool::kAsElse;
  std::int64_t school_bytes_per_second = 0;  // Of kCapped; more than 0.
  std::set<LocalDay> holidays;               // Count as a Sunday, and have no school hours.
  std::set<LocalDay> school_days;            // School on a day out of turn (调休): counts as a Monday.
  std::set<LocalDay> closed;                 // Nothing comes from midnight to midnight.
  bool operator==(const WindowRules&) const = default;
};

// What holds over some time.
struct Passage {
  bool open = false;
  std::int64_t bytes_per_second = 0;  // While open; 0: as fast as the line.
  bool in_school = false;
  bool operator==(const Passage&) const = default;
};

struct Stretch {
  WallTime from, until;
  Passage passage;
};

class Windows {
 public:
  explicit Windows(WindowRules rules = {}, ZoneOffset zone = FixedOffset(0));

  Passage At(WallTime at) const;
  // From when on something else holds; nothing if never again within a year and a month.
  std::optional<WallTime> NextChange(WallTime at) const;
  // Now, if open; else when it opens next; nothing if not within a year and a month.
  std::optional<WallTime> NextOpening(WallTime at) const;
  // When the passage of this moment began, if within the last week.
  std::optional<WallTime> OpenSince(WallTime at) const;
  // All of [from, until), in order, without gaps.
  std::vector<Stretch> Stretches(WallTime from, WallTime until) const;
  // What a line of this speed can carry meanwhile.
  std::int64_t BytesBetween(WallTime from, WallTime until, std::int64_t line_bytes_per_second) const;

  const ZoneOffset& zone() const { return zone_; }
  const WindowRules& rules() const { return rules_; }

 private:
  int WeekdayFor(LocalDay day) const;  // -1: closed.
  bool Covers(const Window& window, LocalDay day, std::int64_t minute) const;
  Passage AtLocal(LocalDay day, std::int64_t minute) const;
  WallTime NextEdge(WallTime at) const;

  WindowRules rules_;
  ZoneOffset zone_;
  std::vector<int> edges_;  // Minutes of the day at which anything may change, 0 among them.
};

// What a line may carry in `ms`.
std::int64_t BytesIn(std::int64_t ms, std::int64_t bytes_per_second);
// The slower of a cap (0: none) and a line.
std::int64_t Slower(std::int64_t cap, std::int64_t line);

}  // namespace lianxiao::sync
