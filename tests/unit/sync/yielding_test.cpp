// Giving way to the classroom, on a line with a queue.
#include "sync/plan/yielding.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lianxiao::sync {
namespace {

// A line of 250 kB/s and 60 ms with a deep queue, which the class and we share.
class SharedLine : public ::testing::Test {
 protected:
  static constexpr std::int64_t kLine = 250'000, kTrip = 60, kTickMs = 200;
  static constexpr double kDeepest = 500'000;  // Bytes; more is dropped.

  // What we would take if allowed is all that is left, and a little more, as TCP does.
  void Pass(std::int64_t ms, std::int64_t class_bytes_per_second) {
    for (const auto until = now + ms; now < until; now = now + kTickMs) {
      const auto most = static_cast<double>(kLine) * 1.1;
      const auto ours = std::min(most, yields.Allowed() ? static_cast<double>(*yields.Allowed()) : most);
      queue += (ours + static_cast<double>(class_bytes_per_second - kLine)) * kTickMs / 1000;
      queue = std::clamp(queue, 0.0, kDeepest);
      rate = static_cast<std::int64_t>(std::min(ours, static_cast<double>(kLine)));
      trip = kTrip + extra + static_cast<std::int64_t>(queue * 1000 / kLine);
      yields.Saw(now, trip, rate);
      worst = std::max(worst, trip);
    }
  }

  Instant now{kHourMs};
  Yielding yields;
  double queue = 0;
  std::int64_t rate = 0, trip = 0, worst = 0, extra = 0;
};
using YieldingTest = SharedLine;

TEST_F(YieldingTest, ALineWithoutAQueueIsNotSlowed) {
  for (int i = 0; i < 1'000; ++i) {
    now = now + 200;
    yields.Saw(now, 60 + i % 40, 240'000);
  }
  EXPECT_FALSE(yields.Allowed());
}

TEST_F(YieldingTest, TheClassGetsThroughWithinSeconds) {
  yields.Saw(now, kTrip, 0);  // The line before we began.
  now = now + 1;
  Pass(60'000, 0);
  Pass(30'000, 100'000);  // The class begins.
  EXPECT_LT(rate, 200'000);
  worst = 0;
  Pass(120'000, 100'000);
  EXPECT_LT(worst, kTrip + 400) << "two seconds of queue without it";
}

TEST_F(YieldingTest, AndTheLineIsUsedAgainWhenTheClassIsOver) {
  yields.Saw(now, kTrip, 0);
  Pass(60'000, 200'000);
  EXPECT_LT(rate, 150'000);
  Pass(5 * kMinuteMs, 0);
  std::int64_t bytes = 0;
  for (int second = 0; second < 60; ++second) {
    Pass(1'000, 0);
    bytes += rate;
  }
  EXPECT_GT(bytes / 60, kLine * 70 / 100);
}

TEST_F(YieldingTest, OneLatePacketIsNoQueue) {
  for (int i = 0; i < 200; ++i) {
    now = now + 200;
    yields.Saw(now, i % 7 == 0 ? 900 : 60, 200'000);
  }
  EXPECT_FALSE(yields.Allowed());
}

TEST_F(YieldingTest, ALineThatBecameLongerIsBelievedAfterAWhile) {
  for (int i = 0; i < 50; ++i) yields.Saw(now = now + 200, 60, 200'000);
  for (int i = 0; i < 25; ++i) yields.Saw(now = now + 200, 460, 200'000);  // Another route.
  EXPECT_TRUE(yields.Allowed());
  for (int i = 0; i < 20 * 60 * 5; ++i) {
    yields.Saw(now = now + 200, 460, std::min<std::int64_t>(200'000, yields.Allowed().value_or(200'000)));
  }
  EXPECT_FALSE(yields.Allowed());
}

TEST_F(YieldingTest, NeverStopsAltogether) {
  yields.Saw(now, 60, 200'000);
  for (int i = 0; i < 1'000; ++i) yields.Saw(now = now + 200, 2'000, yields.Allowed().value_or(200'000));
  EXPECT_GE(yields.Allowed(), 8'000);
}

TEST_F(YieldingTest, OutOfSchoolHoursNobodyWaits) {
  yields.Saw(now, 60, 200'000);
  for (int i = 0; i < 50; ++i) yields.Saw(now = now + 200, 900, 200'000);
  ASSERT_TRUE(yields.Allowed());
  yields.Forget();
  EXPECT_FALSE(yields.Allowed());
}

}  // namespace
}  // namespace lianxiao::sync
