#include "storage/teaching/term.h"

#include <array>
#include <string>

namespace lianxiao::storage {
namespace {

constexpr std::int64_t kWeekDays = 7;

int YearOf(LocalDay day) { return std::stoi(day.Text().substr(0, 4)); }

LocalDay Day(int year, const char* month_and_day) {
  return ParseDay(std::to_string(year) + month_and_day).value_or(LocalDay{});
}

// That day if it is a Monday, else the next Monday.
LocalDay MondayFrom(LocalDay day) { return day + (kWeekDays - day.Weekday()) % kWeekDays; }

// First days of terms around that year, in order.
std::array<LocalDay, 4> Usual(int year) {
  return {MondayFrom(Day(year - 1, "-09-01")), MondayFrom(Day(year, "-02-16")),
          MondayFrom(Day(year, "-09-01")), MondayFrom(Day(year + 1, "-02-16"))};
}

bool IsOfTerm(LocalDay set, LocalDay usual) {
  const auto apart = set.number - usual.number;
  return apart <= kTermMoves && -apart <= kTermMoves;
}

}  // namespace

LocalDay MondayOf(LocalDay day) { return day + -day.Weekday(); }

LocalDay TermStart(LocalDay today, const std::optional<LocalDay>& set) {
  const auto terms = Usual(YearOf(today));
  auto start = terms.front();
  for (const auto usual : terms) {
    const auto first = set && IsOfTerm(*set, usual) ? MondayOf(*set) : usual;
    if (first.number <= today.number + kTermSeenAheadDays) start = first;
  }
  return start;
}

std::int64_t WeekOf(LocalDay day, LocalDay term_start) {
  const auto days = MondayOf(day).number - MondayOf(term_start).number;
  return days / kWeekDays + 1;
}

}  // namespace lianxiao::storage
