#include "sync/line/connection_count.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sync/line/tuning.h"

namespace lianxiao::sync {
namespace {

constexpr std::int64_t kTurn = 200, kTrip = 300;

// A line that carries `most` bytes per second, and each connection at most `each`.
struct Line {
  std::int64_t most = 0, each = 0;
};

class ConnectionCountTest : public testing::Test {
 protected:
  void Run(const Line& line, std::int64_t ms, ConnectionCount& count) {
    for (const auto end = now_ + ms; now_ < end; now_ = now_ + kTurn) {
      const auto speed = std::min(line.most, line.each * count.Wanted());
      count.Note(now_, speed * kTurn / 1'000, count.Wanted(), kTrip);
    }
  }
  Instant now_{5'000};
};

TEST_F(ConnectionCountTest, StaysAtFewWhereOneFillsTheLine) {
  ConnectionCount count(16);
  EXPECT_EQ(count.Wanted(), kFirstConnections);
  Run({1'000'000, 1'000'000}, 20'000, count);
  EXPECT_EQ(count.Wanted(), kFirstConnections);
  EXPECT_FALSE(count.WouldTakeMore());
}

TEST_F(ConnectionCountTest, GrowsToItsCeilingWhereLossesKeepEachOneSlow) {
  ConnectionCount count(16);
  Run({10'000'000, 16'000}, 15'000, count);
  EXPECT_EQ(count.Wanted(), 16);
  Run({10'000'000, 16'000}, 10'000, count);
  EXPECT_EQ(count.Wanted(), 16);
  EXPECT_TRUE(count.WouldTakeMore()) << "another mirror could bring more";
}

TEST_F(ConnectionCountTest, StopsWhereTheLineIsFull) {
  ConnectionCount count(16);
  Run({250'000, 62'500}, 20'000, count);
  EXPECT_GE(count.Wanted(), 4);
  EXPECT_LE(count.Wanted(), 8);
}

TEST_F(ConnectionCountTest, TriesAnewWhenTheSpeedFalls) {
  ConnectionCount count(16);
  Run({1'000'000, 1'000'000}, 20'000, count);
  ASSERT_EQ(count.Wanted(), 2);
  Run({1'000'000, 30'000}, 20'000, count);
  EXPECT_EQ(count.Wanted(), 16);
}

TEST_F(ConnectionCountTest, KeepsToTheCeiling) {
  ConnectionCount one(1), five(5);
  Run({10'000'000, 16'000}, 30'000, one);
  Run({10'000'000, 16'000}, 30'000, five);
  EXPECT_EQ(one.Wanted(), 1);
  EXPECT_EQ(five.Wanted(), 5);
}

TEST_F(ConnectionCountTest, LearnsNothingWhileThereIsLittleToAskForOrTheLineIsCut) {
  ConnectionCount count(16);
  for (int i = 0; i < 200; ++i, now_ = now_ + kTurn) {
    if (i % 5 == 0) count.Disturbed(now_);
    count.Note(now_, 100'000 * i, 2, kTrip);
  }
  EXPECT_EQ(count.Wanted(), 2);
  ConnectionCount idle(16);
  for (int i = 0; i < 200; ++i, now_ = now_ + kTurn) idle.Note(now_, 100'000 * i, 1, kTrip);
  EXPECT_EQ(idle.Wanted(), 2);
}

}  // namespace
}  // namespace lianxiao::sync
