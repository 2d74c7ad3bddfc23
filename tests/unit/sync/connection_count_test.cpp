#include "sync/line/connection_count.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

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
      count.Note(now_, {speed * kTurn / 1'000, count.Wanted(), kTrip});
    }
  }
  Instant now_{5'000};
};

TEST_F(ConnectionCountTest, StaysAtTheFirstNumberWhereMoreBringNothing) {
  ConnectionCount count(32);
  EXPECT_EQ(count.Wanted(), kFirstConnections);
  Run({1'000'000, 1'000'000}, 20'000, count);
  EXPECT_EQ(count.Wanted(), kFirstConnections);
  EXPECT_FALSE(count.Tries());
  EXPECT_FALSE(count.WouldTakeMore());
}

TEST_F(ConnectionCountTest, HasAtLeastAsManyAsItIsToldAndNoMoreThanAllowed) {
  ConnectionCount count(32);
  Run({1'000'000, 1'000'000}, 20'000, count);
  count.AtLeast(20);
  EXPECT_EQ(count.Wanted(), 20);
  Run({1'000'000, 1'000'000}, 20'000, count);
  EXPECT_EQ(count.Wanted(), 20);
  count.AtLeast(kFirstConnections);
  EXPECT_EQ(count.Wanted(), 20) << "only a measured half comes down";
  count.AtLeast(100);
  EXPECT_EQ(count.Wanted(), 32);
  Run({1'000'000, 1'000'000}, 60 * kMinuteMs, count);
  EXPECT_EQ(count.Wanted(), kFirstConnections);
}

TEST_F(ConnectionCountTest, TriesNoMoreOfThemWhileAQueueStands) {
  using enum ConnectionCount::Flow::Line;
  ConnectionCount count(32);
  const auto run = [&](std::int64_t ms, ConnectionCount::Flow::Line line) {
    for (const auto end = now_ + ms; now_ < end; now_ = now_ + kTurn)
      count.Note(now_, {10'000L * count.Wanted(), count.Wanted(), kTrip, line});
  };
  run(60 * kMinuteMs, kIsFull);
  EXPECT_EQ(count.Wanted(), kFirstConnections);
  EXPECT_FALSE(count.Tries());
  run(20 * kMinuteMs, kMayHaveRoom);
  EXPECT_EQ(count.Wanted(), 32) << "the queue was another's, and is gone";
}

TEST_F(ConnectionCountTest, BreaksATryOffWhenItMakesAQueue) {
  using enum ConnectionCount::Flow::Line;
  ConnectionCount count(32);
  while (count.Wanted() == kFirstConnections) {
    count.Note(now_, {100'000, count.Wanted(), kTrip});
    now_ = now_ + kTurn;
  }
  count.Note(now_ = now_ + kTurn, {100'000, kFirstConnections, kTrip, kIsFull});
  EXPECT_EQ(count.Wanted(), kFirstConnections);
}

// What BBR's pauses make of a full line: for a fifth of the time next to nothing, else what the line carries.
// A rare misjudgment costs the server eight connections more and no bytes: windows bound them together.
TEST_F(ConnectionCountTest, TakesNoiseOnAFullLineForNoGainInNineOfTenLives) {
  int many = 0;
  for (unsigned seed = 1; seed <= 200; ++seed) {
    std::mt19937 random(seed);
    ConnectionCount count(32);
    bool pause = false;
    for (const auto end = now_ + 60'000; now_ < end; now_ = now_ + kTurn) {
      if (random() % 5 == 0) pause = random() % 5 == 0;
      const auto bytes = pause ? random() % 20'000 : 190'000 + random() % 10'000;
      count.Note(now_, {static_cast<std::int64_t>(bytes), count.Wanted(), kTrip});
    }
    many += count.Wanted() > kFirstConnections ? 1 : 0;
  }
  EXPECT_LE(many, 20);
}

// Each connection by itself speeds up and falls back, as CUBIC does at each loss.
TEST_F(ConnectionCountTest, FindsTheGainOfMoreConnectionsThroughNoise) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    std::mt19937 random(seed);
    ConnectionCount count(32);
    for (const auto end = now_ + 30'000; now_ < end; now_ = now_ + kTurn) {
      std::int64_t bytes = 0;
      for (int i = 0; i < count.Wanted(); ++i) bytes += 3'000 + static_cast<std::int64_t>(random() % 6'000);
      count.Note(now_, {std::min<std::int64_t>(bytes, 200'000), count.Wanted(), kTrip});
    }
    EXPECT_EQ(count.Wanted(), 32) << "seed " << seed;
  }
}

TEST_F(ConnectionCountTest, GrowsToItsCeilingWhereLossesKeepEachOneSlow) {
  ConnectionCount count(32);
  Run({10'000'000, 16'000}, 15'000, count);
  EXPECT_EQ(count.Wanted(), 32);
  Run({10'000'000, 16'000}, 10'000, count);
  EXPECT_EQ(count.Wanted(), 32);
  EXPECT_TRUE(count.WouldTakeMore()) << "another mirror could bring more";
}

TEST_F(ConnectionCountTest, StopsWhereTheLineIsFull) {
  ConnectionCount count(32);
  Run({250'000, 250'000 / kFirstConnections}, 20'000, count);
  EXPECT_EQ(count.Wanted(), kFirstConnections);
}

TEST_F(ConnectionCountTest, TriesAnewWhenTheSpeedFalls) {
  ConnectionCount count(32);
  Run({1'000'000, 1'000'000}, 20'000, count);
  ASSERT_EQ(count.Wanted(), kFirstConnections);
  Run({1'000'000, 20'000}, 25'000, count);
  EXPECT_EQ(count.Wanted(), 32);
}

TEST_F(ConnectionCountTest, ComesDownAgainWhenTheLineNeedsNoMoreSoMany) {
  ConnectionCount count(32);
  Run({1'000'000, 25'000}, 30'000, count);
  ASSERT_EQ(count.Wanted(), 32);
  Run({1'000'000, 1'000'000}, 3 * kDownEveryMs, count);
  EXPECT_LT(count.Wanted(), 32);
}

// For ten seconds fewer bring as much, by what they had won before; then each loss halves them.
TEST_F(ConnectionCountTest, IsNotDeceivedByWhatConnectionsHadWonBefore) {
  ConnectionCount count(32);
  Run({1'000'000, 25'000}, 30'000, count);
  ASSERT_EQ(count.Wanted(), 32);
  Instant fewer_since = now_;
  for (const auto end = now_ + 2 * kDownEveryMs; now_ < end; now_ = now_ + kTurn) {
    if (count.Wanted() == 32) fewer_since = now_;
    const bool lives_on = now_ - fewer_since < 9'000;
    count.Note(now_,
               {(lives_on ? 1'000'000 : 25'000 * count.Wanted()) * kTurn / 1'000, count.Wanted(), kTrip});
  }
  EXPECT_EQ(count.Wanted(), 32);
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
    count.Note(now_, {100'000 * i, 2, kTrip});
  }
  EXPECT_EQ(count.Wanted(), kFirstConnections);
  ConnectionCount idle(16);
  for (int i = 0; i < 200; ++i, now_ = now_ + kTurn) idle.Note(now_, {100'000 * i, 1, kTrip});
  EXPECT_EQ(idle.Wanted(), kFirstConnections);
}

TEST_F(ConnectionCountTest, WaitsForOldRangesToEndBeforeItJudgesFewer) {
  ConnectionCount count(32);
  Run({1'000'000, 25'000}, 20'000, count);
  ASSERT_EQ(count.Wanted(), 32);
  const auto note = [&](int flowing, std::int64_t ms) {
    for (const auto end = now_ + ms; now_ < end; now_ = now_ + kTurn) {
      count.Note(now_, {160'000, flowing, kTrip});
      if (count.Wanted() == 16) return;
    }
  };
  note(32, 3 * kDownEveryMs);
  ASSERT_EQ(count.Wanted(), 16) << "it is time to try fewer";
  const auto still = [&](int flowing, std::int64_t ms) {
    for (const auto end = now_ + ms; now_ < end; now_ = now_ + kTurn)
      count.Note(now_, {160'000, flowing, kTrip});
  };
  still(32, kMinuteMs);
  EXPECT_TRUE(count.Tries()) << "thirty-two are not sixteen";
  still(16, 20 * kSecondMs);
  EXPECT_FALSE(count.Tries());
  EXPECT_EQ(count.Wanted(), 16);
}

}  // namespace
}  // namespace lianxiao::sync
