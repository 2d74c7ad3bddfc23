// What a school can rely on, over whole school years. Each year is drawn from the seed that a failure prints.
#include "tests/sim/school_year.h"

#include <gtest/gtest.h>

namespace lianxiao::sim {
namespace {

class SchoolYear : public ::testing::TestWithParam<unsigned> {
 protected:
  static YearOptions Drawn() { return {.seed = GetParam(), .weeks = 20}; }
};

TEST_P(SchoolYear, NeverLeavesTheWindowsNorTheQuota) {
  for (const bool renditions : {false, true}) {
    auto options = Drawn();
    options.renditions = renditions;
    options.month_bytes = 40'000'000'000;  // Runs out before the month does.
    const auto year = MakeYear(options);
    const auto ours = Live(year, Order::kPlan);
    EXPECT_EQ(ours.bytes_outside, 0);
    EXPECT_LE(ours.most_in_a_month, options.month_bytes);
    EXPECT_GT(ours.most_in_a_month, options.month_bytes / 2);  // It was worth looking at.
  }
}

TEST_P(SchoolYear, BringsMoreLessonsInTimeThanPlainerOrders) {
  const auto year = MakeYear(Drawn());
  const auto ours = Live(year, Order::kPlan);
  EXPECT_GT(ours.in_time, Live(year, Order::kFifo).in_time);
  EXPECT_GE(ours.in_time, Live(year, Order::kDeadline).in_time);
  EXPECT_GE(ours.in_time, Live(year, Order::kSmallest).in_time);
}

TEST_P(SchoolYear, ComesNearTheBestOrderOfWhoKnowsTheFuture) {
  const auto year = MakeYear(Drawn());
  const auto best = BestKnown(year);
  const auto ours = Live(year, Order::kPlan);
  ASSERT_GT(best, 100);
  EXPECT_LE(ours.in_time, NoOrderIsBetter(year));
  EXPECT_LE(best, NoOrderIsBetter(year));
  EXPECT_GE(ours.in_time, best * 95 / 100) << "best " << best << " of " << ours.timetabled;
}

TEST_P(SchoolYear, AtHalfTheLoadNearlyEveryLessonIsThere) {
  auto options = Drawn();
  options.load = 0.5;
  const auto ours = Live(MakeYear(options), Order::kPlan);
  EXPECT_GE(ours.in_time, ours.timetabled * 97 / 100) << ours.timetabled;
}

TEST_P(SchoolYear, SmallerRenditionsSaveLessons) {
  auto options = Drawn();
  options.load = 1.4;
  options.renditions = true;
  const auto year = MakeYear(options);
  auto without = year;
  for (auto& lesson : without.lessons) lesson.smaller = 0;
  EXPECT_GT(Live(year, Order::kPlan).in_time, Live(without, Order::kPlan).in_time * 110 / 100);
}

TEST_P(SchoolYear, WhatNeedsAStickIsFlaggedDaysAhead) {
  auto options = Drawn();
  options.load = 1.4;
  const auto ours = Live(MakeYear(options), Order::kPlan);
  ASSERT_GT(ours.late, 20);
  EXPECT_GE(ours.flagged, ours.late / 2);
  EXPECT_LE(ours.flagged_wrongly, ours.flagged / 4);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SchoolYear, ::testing::Values(1u, 2u, 3u));

}  // namespace
}  // namespace lianxiao::sim
