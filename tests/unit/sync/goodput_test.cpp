// How fast lessons really come, and what is forecast from it.
#include "sync/plan/goodput.h"

#include <gtest/gtest.h>

#include <random>

#include "sync/plan/forecast.h"
#include "sync/plan/tuning.h"

namespace lianxiao::sync {
namespace {

class OnALine : public ::testing::Test {
 protected:
  // A minute at a time.
  void Pass(std::int64_t ms, std::int64_t bytes_per_second, Demand demand = Demand::kFull,
            std::int64_t cap = 0) {
    for (const auto until = now + ms; now < until;) {
      now = now + kMinuteMs;
      goodput.Note(now, BytesIn(kMinuteMs, bytes_per_second), demand, cap);
    }
  }

  Instant now{kHourMs};
  Goodput goodput;
};
using GoodputTest = OnALine;

TEST_F(GoodputTest, GuessesCarefullyBeforeItKnows) {
  EXPECT_FALSE(goodput.Speed().measured);
  EXPECT_GT(goodput.Speed().mean, 0);
  EXPECT_LT(goodput.Speed().Safe(1), goodput.Speed().mean);
}

TEST_F(GoodputTest, LearnsTheLineWithinAnHour) {
  Pass(kHourMs, 40'000);
  EXPECT_TRUE(goodput.Speed().measured);
  EXPECT_NEAR(static_cast<double>(goodput.Speed().mean), 40'000, 400);
}

TEST_F(GoodputTest, IdleTimeSaysNothing) {
  Pass(kHourMs, 40'000);
  Pass(kDayMs, 0, Demand::kNone);
  EXPECT_NEAR(static_cast<double>(goodput.Speed().mean), 40'000, 400);
}

TEST_F(GoodputTest, CutsOfSecondsArePartOfTheSpeed) {
  for (int i = 0; i < 360; ++i) {  // Three seconds gone in every twenty.
    now = now + 17'000;
    goodput.Note(now, 17 * 40'000, Demand::kFull);
    now = now + 3'000;
    goodput.Note(now, 0, Demand::kFull);
  }
  EXPECT_NEAR(static_cast<double>(goodput.Speed().mean), 34'000, 500);
}

TEST_F(GoodputTest, OneDayWithoutALineDoesNotHalveTheSpeed) {
  for (int day = 0; day < 7; ++day) Pass(8 * kHourMs, 40'000);
  Pass(8 * kHourMs, 0);
  EXPECT_GT(goodput.Speed().mean, 33'000);
  Pass(kHourMs, 40'000);
  EXPECT_GT(goodput.Speed().mean, 33'000);
}

TEST_F(GoodputTest, ALineThatIsThereHalfOfTheTimeCarriesHalf) {
  for (int hour = 0; hour < 300; ++hour) Pass(kHourMs, hour % 2 == 0 ? 40'000 : 0);
  EXPECT_NEAR(static_cast<double>(goodput.Speed().mean), 20'000, 2'000);
  EXPECT_GT(goodput.Speed().spread, 10'000);
}

TEST_F(GoodputTest, ACapOfOurOwnIsNoSlowLine) {
  Pass(2 * kHourMs, 100'000);
  Pass(8 * kHourMs, 8'000, Demand::kCapped, 8'000);
  EXPECT_NEAR(static_cast<double>(goodput.Speed().mean), 100'000, 1'000);
  // But a line slower than the cap is.
  Pass(8 * kHourMs, 3'000, Demand::kCapped, 8'000);
  EXPECT_LT(goodput.Speed().mean, 60'000);
}

TEST_F(GoodputTest, GoesOnFromItsRowAfterAPowerCut) {
  Pass(5 * kHourMs, 40'000);
  const Goodput after(goodput.row());
  EXPECT_EQ(after.Speed().mean, goodput.Speed().mean);
  EXPECT_EQ(after.Speed().spread, goodput.Speed().spread);
}

TEST_F(GoodputTest, AMachineThatSleptIsNotASlowLine) {
  Pass(kHourMs, 40'000);
  now = now + kDayMs;
  goodput.Note(now, 1'000, Demand::kFull);
  EXPECT_NEAR(static_cast<double>(goodput.Speed().mean), 40'000, 400);
}

// The forecast of nine in ten holds in about nine of ten tries on a line whose hours vary freely.
TEST(Forecast, NineInTenAreNineInTen) {
  std::mt19937 random(7);
  std::lognormal_distribution<double> hour_speed(10.5, 0.6);
  int kept = 0, likely = 0;
  constexpr int kTries = 400;
  for (int i = 0; i < kTries; ++i) {
    Goodput goodput;
    Instant now{0};
    for (int hour = 0; hour < 40; ++hour) {
      const auto rate = static_cast<std::int64_t>(hour_speed(random));
      for (int minute = 0; minute < 60; ++minute) {
        now = now + kMinuteMs;
        goodput.Note(now, BytesIn(kMinuteMs, rate), Demand::kFull);
      }
    }
    const WallTime begin{0};
    const Forecast forecast(begin, Windows{}, Quota{}, goodput.Speed());
    constexpr std::int64_t kLesson = 2'000'000'000;
    std::int64_t bytes = 0, hours = 0;
    for (; bytes < kLesson; ++hours) bytes += BytesIn(kHourMs, static_cast<std::int64_t>(hour_speed(random)));
    const WallTime came{hours * kHourMs};
    if (came <= *forecast.ExpectedSafely(kLesson)) ++kept;
    if (came <= *forecast.Expected(kLesson)) ++likely;
  }
  EXPECT_GT(kept, kTries * 85 / 100);
  EXPECT_LT(kept, kTries * 97 / 100);
  EXPECT_GT(likely, kTries * 30 / 100);
  EXPECT_LT(likely, kTries * 70 / 100);
}

TEST(Forecast, WaitsForWindows) {
  const ZoneOffset utc = FixedOffset(0);
  const Windows nights({.open = {{0x7f, 22 * 60, 6 * 60, 0}}}, utc);
  const WallTime noon = *ParseRfc3339("2026-11-23T12:00:00Z");
  const Forecast forecast(noon, nights, Quota{}, {10'000});
  // 400 MB take 11.1 h of 10 kB/s: one night of 8 h, and 3.1 h of the next.
  const auto expected = *forecast.Expected(400'000'000);
  EXPECT_EQ(ToRfc3339(expected), "2026-11-25T01:06:40Z");
  EXPECT_EQ(forecast.BytesBy(noon + 10 * kHourMs), 0);
  EXPECT_EQ(forecast.BytesBy(noon + 11 * kHourMs), 36'000'000);
}

TEST(Forecast, WaitsForTheQuotaToRenew) {
  const WallTime now = *ParseRfc3339("2026-11-29T00:00:00Z");
  Quota quota({.month_bytes = 1'000'000'000}, FixedOffset(0));
  const Forecast forecast(now, Windows{}, quota, {1'000'000});
  EXPECT_EQ(ToRfc3339(*forecast.Expected(900'000'000)), "2026-11-29T00:15:00Z");
  EXPECT_EQ(ToRfc3339(*forecast.Expected(901'000'000)), "2026-12-01T00:00:01Z");
  EXPECT_FALSE(forecast.Expected(9'000'000'000));  // Not in sight.
}

TEST(Forecast, WhatNobodyNeedsByAnHourIsPacedOverTheMonth) {
  const WallTime now = *ParseRfc3339("2026-11-01T00:00:00Z");
  const Quota quota({.month_bytes = 30'000'000'000}, FixedOffset(0));  // 0.9 GB a day for lessons.
  const Forecast forecast(now, Windows{}, quota, {1'000'000});
  EXPECT_LT(*forecast.Expected(9'000'000'000), now + kDayMs);
  const auto spare = *forecast.Expected(9'000'000'000, Purse::kSpare);
  EXPECT_GT(spare, now + 7 * kDayMs);
  EXPECT_LT(spare, now + 10 * kDayMs);
  // Over the end of the month: 27 GB, then 0.9 a day again.
  const auto long_after = *forecast.Expected(36'000'000'000, Purse::kSpare);
  EXPECT_GT(long_after, now + 37 * kDayMs);
  EXPECT_LT(long_after, now + 41 * kDayMs);
}

TEST(Forecast, TheSaferTheLater) {
  const WallTime now{0};
  const Forecast forecast(now, Windows{}, Quota{}, {100'000, 60'000});
  for (std::int64_t bytes = 1'000'000; bytes < 100'000'000'000; bytes *= 3) {
    ASSERT_TRUE(forecast.ExpectedSafely(bytes));
    EXPECT_GT(*forecast.ExpectedSafely(bytes), *forecast.Expected(bytes));
  }
  EXPECT_LT(forecast.BytesSafelyBy(now + kDayMs), forecast.BytesBy(now + kDayMs));
}

}  // namespace
}  // namespace lianxiao::sync
