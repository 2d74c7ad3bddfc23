// Windows, quota, spread and clock joined.
#include "sync/plan/line_plan.h"

#include <gtest/gtest.h>

#include "sync/plan/plan_clock.h"
#include "sync/plan/plan_text.h"
#include "sync/plan/tuning.h"

namespace lianxiao::sync {
namespace {

const ZoneOffset kUtc = FixedOffset(0);
const WallTime kNoon = *ParseRfc3339("2026-11-23T12:00:00Z");

PlanOptions Nights() { return {.windows = {.open = {{0x7f, 22 * 60, 6 * 60, 50'000}}}}; }

TEST(LinePlan, WithoutRulesEverythingMoves) {
  const LinePlan plan({}, kUtc, {}, {});
  EXPECT_TRUE(plan.At(kNoon).Lessons());
  EXPECT_TRUE(plan.MayTalk(kNoon));
  EXPECT_EQ(plan.Cap(kNoon), 0);
  EXPECT_FALSE(plan.Changes(kNoon));
  EXPECT_TRUE(plan.Picture(kNoon).open);
}

TEST(LinePlan, BoxesBeginOneAfterTheOther) {
  LinePlan plan(Nights(), kUtc, {}, {});
  plan.SetDevice("0123456789abcdef0123456789abcdef");
  const auto opening = kNoon + 10 * kHourMs;
  const auto gate = plan.At(opening);
  ASSERT_TRUE(gate.own_turn);
  EXPECT_FALSE(gate.Lessons());
  EXPECT_LE(*gate.own_turn, opening + kSpreadMs);
  EXPECT_EQ(plan.Changes(opening), gate.own_turn);
  EXPECT_TRUE(plan.At(*gate.own_turn).Lessons());
  EXPECT_TRUE(plan.At(opening + 7 * kHourMs).Lessons());
  EXPECT_EQ(plan.Cap(*gate.own_turn), 50'000);
}

TEST(LinePlan, SaysWhatAPersonAsks) {
  auto options = Nights();
  options.quota.month_bytes = 10'000'000'000;
  LinePlan plan(options, kUtc, {{*ParseDay("2026-11-01"), {1'000'000'000, 1'000}}}, {});
  const auto picture = plan.Picture(kNoon);
  EXPECT_FALSE(picture.open);
  EXPECT_EQ(picture.why, Why::kWindow);
  EXPECT_EQ(picture.until, kNoon + 10 * kHourMs);
  EXPECT_EQ(picture.quota_bytes, 10'000'000'000);
  EXPECT_GT(picture.quota_used, 1'000'000'000);
  EXPECT_LT(picture.quota_left, 8'000'000'000);
}

TEST(LinePlan, UrgentBundlesPassWhereTheRulesLetThem) {
  auto options = Nights();
  EXPECT_FALSE(LinePlan(options, kUtc, {}, {}).At(kNoon).urgent_now);
  options.outside = Outside::kUrgent;
  EXPECT_TRUE(LinePlan(options, kUtc, {}, {}).At(kNoon).urgent_now);
  // Out of the reserve, until that is used up, too.
  options.quota.month_bytes = 1'000'000;
  QuotaRows months{{*ParseDay("2026-11-01"), {850'000, 0}}};
  EXPECT_TRUE(LinePlan(options, kUtc, months, {}).At(kNoon).urgent_now);
  EXPECT_FALSE(LinePlan(options, kUtc, months, {}).At(kNoon).quota);
  months.begin()->second.other = 200'000;
  EXPECT_FALSE(LinePlan(options, kUtc, months, {}).At(kNoon).urgent_now);
}

TEST(PlanClock, TakesARightClockAsItIs) {
  PlanClock clock;
  EXPECT_EQ(clock.At(Instant{0}, kNoon, WallTime{0}), kNoon);
  EXPECT_EQ(clock.At(Instant{5}, kNoon + kHourMs, WallTime{0}), kNoon + kHourMs)
      << "set forward by a time server";
}

TEST(PlanClock, GoesOnAtThePaceOfTheMachineWhereTheClockIsWrong) {
  PlanClock clock;
  EXPECT_EQ(clock.At(Instant{0}, WallTime{0}, kNoon), kNoon);
  EXPECT_EQ(clock.At(Instant{kHourMs}, WallTime{kHourMs}, kNoon), kNoon + kHourMs);
  // What is signed later than that is known to be past.
  EXPECT_EQ(clock.At(Instant{2 * kHourMs}, WallTime{9}, kNoon + kDayMs), kNoon + kDayMs);
  EXPECT_EQ(clock.At(Instant{3 * kHourMs}, WallTime{9}, kNoon + kDayMs), kNoon + kDayMs + kHourMs);
  // And then the time server is reached.
  EXPECT_EQ(clock.At(Instant{4 * kHourMs}, kNoon + 3 * kDayMs, kNoon + kDayMs), kNoon + 3 * kDayMs);
}

TEST(PlanOptions, TheSchoolsOwnRulesComeFirst) {
  const auto own = *ReadRules({.open = {"daily 20:00-22:00"}});
  const auto county = *ReadRules({.open = {"daily 22:00-06:00"}, .outside = "nothing", .month_mb = 20'000});
  const auto joined = Joined(own, county);
  EXPECT_EQ(joined.windows, own.windows);
  EXPECT_EQ(joined.outside, Outside::kSmall);
  EXPECT_EQ(joined.quota, county.quota) << "of which the school said nothing";
  EXPECT_EQ(Joined(*ReadRules({}), county), county);
  EXPECT_EQ(Joined(own, {}), own);
}

TEST(LinePlan, NewRulesKeepWhatWasCounted) {
  const WallTime noon{1'764'763'200'000};
  LinePlan plan(*ReadRules({.month_mb = 100}), FixedOffset(0), {}, {});
  plan.quota().Moved(noon, {50'000'000, 0});
  const auto left = plan.quota().Left(noon, Purse::kContent);
  plan.SetRules(*ReadRules({.closed = {"2025-12-03"}, .month_mb = 200}));
  EXPECT_FALSE(plan.At(noon).Lessons());
  EXPECT_EQ(plan.quota().Left(noon, Purse::kContent), left + 90'000'000);
}

}  // namespace
}  // namespace lianxiao::sync
