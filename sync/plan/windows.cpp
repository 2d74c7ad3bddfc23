#include "sync/plan/windows.h"

#include <algorithm>

namespace lianxiao::sync {
namespace {

constexpr std::int64_t kLookAhead = 400 * kDayMs;
constexpr int kMonday = 0;
constexpr int kSunday = 6;

bool Begins(const Window& window, int weekday) { return weekday >= 0 && (window.days >> weekday & 1) != 0; }

bool NextDay(const Window& window) { return window.end <= window.begin; }

std::int64_t MoreGenerous(std::int64_t a, std::int64_t b) { return a == 0 || b == 0 ? 0 : std::max(a, b); }

}  // namespace

std::int64_t BytesIn(std::int64_t ms, std::int64_t bytes_per_second) {
  return bytes_per_second / 1000 * ms + bytes_per_second % 1000 * ms / 1000;
}

std::int64_t Slower(std::int64_t cap, std::int64_t line) { return cap == 0 ? line : std::min(cap, line); }

Windows::Windows(WindowRules rules, ZoneOffset zone) : rules_(std::move(rules)), zone_(std::move(zone)) {
  std::set<int> edges{0};
  for (const auto* windows : {&rules_.open, &rules_.school}) {
    for (const auto& window : *windows) {
      edges.insert(window.begin);
      edges.insert(window.end % kDayMinutes);
    }
  }
  edges_.assign(edges.begin(), edges.end());
}

int Windows::WeekdayFor(LocalDay day) const {
  if (rules_.closed.contains(day)) return -1;
  if (rules_.school_days.contains(day)) return kMonday;
  if (rules_.holidays.contains(day)) return kSunday;
  return day.Weekday();
}

bool Windows::Covers(const Window& window, LocalDay day, std::int64_t minute) const {
  if (!NextDay(window)) {
    return Begins(window, WeekdayFor(day)) && window.begin <= minute && minute < window.end;
  }
  if (Begins(window, WeekdayFor(day)) && minute >= window.begin) return true;
  return Begins(window, WeekdayFor(day + -1)) && minute < window.end;
}

Passage Windows::AtLocal(LocalDay day, std::int64_t minute) const {
  Passage passage;
  passage.open = rules_.open.empty();
  for (const auto& window : rules_.open) {
    if (!Covers(window, day, minute)) continue;
    passage.bytes_per_second = passage.open ? MoreGenerous(passage.bytes_per_second, window.bytes_per_second)
                                            : window.bytes_per_second;
    passage.open = true;
  }
  // A holiday that counts as a Sunday has no lessons, even where school is held on Sundays.
  const bool holiday = rules_.holidays.contains(day) && !rules_.school_days.contains(day);
  passage.in_school = !holiday && std::ranges::any_of(rules_.school, [&](const Window& hours) {
    return Covers(hours, day, minute);
  });
  if (passage.in_school && rules_.in_school == InSchool::kCapped) {
    passage.bytes_per_second = Slower(passage.bytes_per_second, rules_.school_bytes_per_second);
  }
  if (passage.in_school && rules_.in_school == InSchool::kNever) passage.open = false;
  if (rules_.closed.contains(day)) passage.open = false;
  if (!passage.open) passage.bytes_per_second = 0;
  return passage;
}

Passage Windows::At(WallTime at) const {
  const auto local = ToLocal(at, zone_);
  return AtLocal(local.day, local.ms / kMinuteMs);
}

// The next moment at which something may change; always later than `at`.
WallTime Windows::NextEdge(WallTime at) const {
  const auto local = ToLocal(at, zone_);
  const auto next = std::ranges::find_if(edges_, [&](int edge) { return edge * kMinuteMs > local.ms; });
  const auto edge =
      next == edges_.end() ? ToWall(local.day + 1, 0, zone_) : ToWall(local.day, *next * kMinuteMs, zone_);
  // Where the clocks go back an hour comes twice, and the edge may be found in its first coming.
  return edge > at ? edge : at + kHourMs;
}

std::optional<WallTime> Windows::NextChange(WallTime at) const {
  const auto now = At(at);
  for (auto edge = NextEdge(at); edge.ms - at.ms < kLookAhead; edge = NextEdge(edge)) {
    if (At(edge) != now) return edge;
  }
  return std::nullopt;
}

std::optional<WallTime> Windows::NextOpening(WallTime at) const {
  if (At(at).open) return at;
  for (auto edge = NextEdge(at); edge.ms - at.ms < kLookAhead; edge = NextEdge(edge)) {
    if (At(edge).open) return edge;
  }
  return std::nullopt;
}

std::optional<WallTime> Windows::OpenSince(WallTime at) const {
  std::optional<WallTime> since;
  for (const auto& stretch : Stretches(at + -7 * kDayMs, at + 1)) {
    if (!stretch.passage.open) {
      since.reset();
    } else if (!since && stretch.from > at + -7 * kDayMs) {
      since = stretch.from;
    }
  }
  return since;
}

std::vector<Stretch> Windows::Stretches(WallTime from, WallTime until) const {
  std::vector<Stretch> stretches;
  while (from < until) {
    const auto end = std::min(NextEdge(from), until);
    const auto passage = At(from);
    if (!stretches.empty() && stretches.back().passage == passage) {
      stretches.back().until = end;
    } else {
      stretches.push_back({from, end, passage});
    }
    from = end;
  }
  return stretches;
}

std::int64_t Windows::BytesBetween(WallTime from, WallTime until, std::int64_t line_bytes_per_second) const {
  std::int64_t bytes = 0;
  for (const auto& [begin, end, passage] : Stretches(from, until)) {
    if (passage.open)
      bytes += BytesIn(end.ms - begin.ms, Slower(passage.bytes_per_second, line_bytes_per_second));
  }
  return bytes;
}

}  // namespace lianxiao::sync
