// A school year of one box in virtual time: a metered line of about 1 Mbit/s that is up for six hours a day,
// now and then not at all; a county that publishes every day; a weekly timetable. Several orders of fetching
// live through the same year, drawn from a seed, and count the lessons that were there before their hour.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/time.h"
#include "sync/plan/queue.h"
#include "sync/plan/quota.h"
#include "sync/plan/windows.h"

namespace lianxiao::sim {

struct YearOptions {
  unsigned seed = 1;
  int weeks = 40;
  double load = 1.0;  // Of the timetable, in what line and quota carry on average.
  bool renditions = false;
  std::int64_t month_bytes = 60'000'000'000;  // 0: not metered.
};

struct Lesson {
  WallTime published;
  std::optional<WallTime> needed_by;  // On the timetable.
  std::int64_t bytes = 0;
  std::int64_t smaller = 0;  // Its small rendition; 0: none.
  sync::Rank rank = sync::Rank::kTimetable;
};

// Ten minutes.
struct Slot {
  WallTime at;
  std::int64_t bytes = 0;  // What the line carries, were it asked.
};

struct Year {
  sync::Windows windows;
  sync::QuotaRules quota;
  std::vector<Lesson> lessons;  // By the time of publishing.
  std::vector<Slot> slots;      // All ten minutes of the year, open or not.
  WallTime begin, end;
};
Year MakeYear(const YearOptions& options);

enum class Order {
  kFifo,      // As published.
  kSmallest,  // The smallest first.
  kDeadline,  // The earliest deadline first, then as published.
  kPlan,      // Ours.
};

struct Outcome {
  int timetabled = 0;
  int in_time = 0;  // In any rendition.
  int in_time_whole = 0;
  int arrived = 0;  // Of everything, by the end.
  std::int64_t bytes = 0;
  std::int64_t bytes_outside = 0;    // Outside of the windows.
  std::int64_t most_in_a_month = 0;  // As billed.
  // Of kPlan: of the lessons that came late, those flagged two days before their hour; and
  // those flagged then that came in time after all.
  int late = 0, flagged = 0, flagged_wrongly = 0;
  // Forecasts made once a day for all that waited, of those that came true or not within the year.
  int forecasts = 0, kept_safely = 0, kept_likely = 0;
};
Outcome Live(const Year& year, Order order);

// The best order we can find for who knows the whole year: the largest of a congested time is left out until
// the rest makes it, earliest deadline first. And a number that no order can reach: as if everything were
// published on the first day.
int BestKnown(const Year& year);
int NoOrderIsBetter(const Year& year);

}  // namespace lianxiao::sim
