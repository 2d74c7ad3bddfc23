// Which week of the term a day is in (第几周). Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "storage/base/local_day.h"

namespace lianxiao::storage {

// The Monday with which the term begins that `today` is in; from kTermSeenAheadDays before its first day, the
// next one. The first Monday of September, or the Monday after 15 February; `set` in their place if it is the
// first day of that term: one that was set for another term has had its day.
LocalDay TermStart(LocalDay today, const std::optional<LocalDay>& set);
inline constexpr std::int64_t kTermSeenAheadDays = 21;  // Teachers plan, and boxes fetch, before it begins.
inline constexpr std::int64_t kTermMoves = 45;          // Days that a school's first day may differ by.

// 1: the first week; 0 and less: before it.
std::int64_t WeekOf(LocalDay day, LocalDay term_start);
LocalDay MondayOf(LocalDay day);

}  // namespace lianxiao::storage
