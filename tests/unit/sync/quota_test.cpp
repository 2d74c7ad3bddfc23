// The bytes of a metered line.
#include "sync/plan/quota.h"

#include <gtest/gtest.h>

#include "sync/plan/tuning.h"

namespace lianxiao::sync {
namespace {

const ZoneOffset kBeijing = FixedOffset(8 * kHourMs);
constexpr std::int64_t kGb = 1'000'000'000;

WallTime Noon(const char* day) { return ToWall(*ParseDay(day), 12 * kHourMs, kBeijing); }
WallTime Midnight(const char* day) { return ToWall(*ParseDay(day), 0, kBeijing); }

std::int64_t Billed(std::int64_t bytes) { return bytes + bytes / 1000 * kPacketPermille; }

TEST(Quota, ALineThatIsNotMeteredNeverEnds) {
  Quota quota;
  quota.Moved(Noon("2026-11-22"), {900 * kGb, 0});
  EXPECT_EQ(quota.Left(Noon("2026-11-22"), Purse::kContent), kNoQuota);
}

TEST(Quota, KeepsATenthForWhatMustGetThrough) {
  Quota quota({.month_bytes = 10 * kGb}, kBeijing);
  EXPECT_EQ(quota.Left(Noon("2026-11-22"), Purse::kContent), 9 * kGb);
  EXPECT_EQ(quota.Left(Noon("2026-11-22"), Purse::kReserve), 10 * kGb);
  quota.Moved(Noon("2026-11-22"), {20 * kGb, 0});
  EXPECT_EQ(quota.Left(Noon("2026-11-22"), Purse::kContent), 0);
}

TEST(Quota, DoesNotKeepBackTwiceWhatTheReserveWasSpentOn) {
  Quota quota({.month_bytes = 10 * kGb}, kBeijing);
  quota.Moved(Noon("2026-11-22"), {0, kGb / 2});
  EXPECT_EQ(quota.Left(Noon("2026-11-22"), Purse::kContent), 9 * kGb);
  quota.Moved(Noon("2026-11-22"), {0, kGb});
  EXPECT_EQ(quota.Left(Noon("2026-11-22"), Purse::kContent), 10 * kGb - Billed(kGb / 2 * 3));
}

TEST(Quota, WhatNobodyNeedsByAnHourTakesWhatTheDaysLeaveOver) {
  Quota quota({.month_bytes = 30 * kGb}, kBeijing);  // 27 for lessons, 0.9 a day in November.
  const auto spare = [&](const char* day) { return quota.Left(Midnight(day), Purse::kSpare); };
  EXPECT_NEAR(static_cast<double>(spare("2026-11-01")), 0.9 * kGb, 1e6);
  EXPECT_NEAR(static_cast<double>(spare("2026-11-11")), 9.9 * kGb, 1e6);
  EXPECT_EQ(spare("2026-11-30"), 27 * kGb);
  quota.Moved(Midnight("2026-11-01"), {9 * kGb, 0});
  EXPECT_EQ(spare("2026-11-05"), 0);
  EXPECT_GT(quota.Left(Midnight("2026-11-05"), Purse::kContent), 17 * kGb);
  const auto again = quota.SpareAgain(Midnight("2026-11-05"));
  EXPECT_EQ(quota.Left(again + -kHourMs, Purse::kSpare), 0);
  EXPECT_GT(quota.Left(again + kHourMs, Purse::kSpare), 0);
}

TEST(Quota, CountsTheHeadersOfPacketsAsTheCarrierDoes) {
  Quota quota({.month_bytes = 10 * kGb}, kBeijing);
  quota.Moved(Noon("2026-11-22"), {kGb, 0});
  EXPECT_LT(quota.Left(Noon("2026-11-22"), Purse::kContent), 8 * kGb);
}

TEST(Quota, RenewsOnTheBillingDayAtMidnight) {
  Quota quota({.month_bytes = 10 * kGb, .billing_day = 5}, kBeijing);
  quota.Moved(Noon("2026-12-04"), {5 * kGb, 0});
  EXPECT_EQ(quota.Renews(Noon("2026-12-04")), Midnight("2026-12-05"));
  EXPECT_EQ(quota.Renews(Midnight("2026-12-05")), Midnight("2027-01-05"));
  EXPECT_LT(quota.Left(Noon("2026-12-04"), Purse::kContent), 4 * kGb);
  EXPECT_EQ(quota.Left(Midnight("2026-12-05"), Purse::kContent), 9 * kGb);
}

TEST(Quota, ABillingDayThatAMonthLacksIsItsLast) {
  const Quota quota({.month_bytes = kGb, .billing_day = 31}, kBeijing);
  EXPECT_EQ(quota.Period(Noon("2027-02-28")).Text(), "2027-02-28");
  EXPECT_EQ(quota.Period(Noon("2027-02-27")).Text(), "2027-01-31");
  EXPECT_EQ(quota.Renews(Noon("2027-02-27")), Midnight("2027-02-28"));
  EXPECT_EQ(quota.Renews(Noon("2027-02-28")), Midnight("2027-03-31"));
}

TEST(Quota, GoesOnFromItsRowsAfterAPowerCut) {
  Quota before({.month_bytes = 10 * kGb}, kBeijing);
  before.Moved(Noon("2026-11-22"), {3 * kGb, 7'000});
  const Quota after({.month_bytes = 10 * kGb}, kBeijing, before.rows());
  EXPECT_EQ(after.Left(Noon("2026-11-23"), Purse::kContent),
            before.Left(Noon("2026-11-23"), Purse::kContent));
}

TEST(Quota, IsNotRenewedByAClockThatRunsAhead) {
  Quota quota({.month_bytes = 10 * kGb}, kBeijing);
  quota.Moved(Noon("2026-11-22"), {4 * kGb, 0});
  quota.Moved(Noon("2031-03-01"), {4 * kGb, 0});  // The clock was wrong for an hour.
  EXPECT_EQ(quota.Used(Noon("2026-11-22")).content, 2 * Billed(4 * kGb));
  // And the month after, nothing of it is left over but what lies ahead still.
  EXPECT_EQ(quota.Used(Noon("2026-12-22")).content, Billed(4 * kGb));
}

TEST(Quota, KeepsFewRows) {
  Quota quota({.month_bytes = kGb}, kBeijing);
  for (int month = 0; month < 100; ++month) {
    quota.Moved(ToWall(DayInMonth(*ParseDay("2026-01-15"), 15, month), 0, kBeijing), {1, 1});
  }
  EXPECT_LE(quota.rows().size(), kQuotaPeriodsKept);
}

}  // namespace
}  // namespace lianxiao::sync
