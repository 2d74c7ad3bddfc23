#include "sync/line/receive_window.h"

#include <gtest/gtest.h>

#include "sync/line/tuning.h"

namespace lianxiao::sync {
namespace {

constexpr std::int64_t kTurn = 100, kTrip = 300, kSpeed = 1'000'000;
constexpr std::int64_t kHolds = kSpeed * kTrip / 1'000;  // The line, without a queue.

class ReceiveWindowTest : public testing::Test {
 protected:
  void Come(std::int64_t bytes_per_second, std::int64_t ms, std::int64_t trip_ms = kTrip,
            std::int64_t in_queue_ms = 0, std::int64_t waiting_percent = 0,
            ReceiveWindow::Pace pace = ReceiveWindow::Pace::kSteady) {
    for (std::int64_t at = 0; at < ms; at += kTurn) {
      now_ = now_ + kTurn;
      const Came news{.bytes = bytes_per_second * kTurn / 1'000,
                      .packets = 100,
                      .waiting = waiting_percent,
                      .least_trip_ms = trip_ms};
      window_.Note(now_, news, trip_ms + in_queue_ms, pace);
    }
  }

  Instant now_{1'000};
  ReceiveWindow window_;
};

TEST_F(ReceiveWindowTest, LetsSendersBeginWhereTheLineIsNotKnownButNotOverflowASlowOne) {
  EXPECT_FALSE(window_.Known());
  EXPECT_EQ(window_.BytesOfEach(1), kUnknownWindowBytes);
  EXPECT_GE(kUnknownWindowBytes, 2 * kFirstFlightBytes);
  EXPECT_EQ(window_.BytesOfEach(16), kUnknownWindowsBytes / 16);
  EXPECT_EQ(window_.BytesOfEach(1'000), kLeastWindowBytes);
  EXPECT_GE(window_.MostConnections(), 1'000);
}

TEST_F(ReceiveWindowTest, SharesTwiceWhatTheLineHoldsBetweenTheConnections) {
  Come(kSpeed, 5'000);
  EXPECT_TRUE(window_.Known());
  EXPECT_NEAR(static_cast<double>(window_.BytesOfEach(1)), 2.0 * kHolds, 0.1 * kHolds);
  EXPECT_EQ(window_.BytesOfEach(8), window_.BytesOfEach(1) / 8);
}

// A twentieth of all packets lost, say: what came after one of them waits for it, and takes room meanwhile.
TEST_F(ReceiveWindowTest, AllowsHalfAsMuchAgainWhereMuchWaitsForWhatWasLost) {
  Come(kSpeed, 10'000, kTrip, 0, 60);
  EXPECT_NEAR(static_cast<double>(window_.BytesOfEach(1)), 3.0 * kHolds, 0.1 * kHolds);
  Come(kSpeed, 10'000, kTrip, 0, 10);
  EXPECT_NEAR(static_cast<double>(window_.BytesOfEach(1)), 2.0 * kHolds, 0.1 * kHolds);
}

// What overflows the queue waits likewise, and a wider window would make it overflow more.
TEST_F(ReceiveWindowTest, AllowsNoMoreForWhatWaitsWhileAQueueStandsOrStoodOfLate) {
  Come(kSpeed, 10'000, kTrip, kTrip / 2, 60);
  EXPECT_NEAR(static_cast<double>(window_.BytesOfEach(1)), 2.0 * kHolds, 0.1 * kHolds);
  Come(kSpeed, kQueueMemoryMs / 2, kTrip, 0, 60);
  EXPECT_FALSE(window_.QueueStands());
  EXPECT_NEAR(static_cast<double>(window_.BytesOfEach(1)), 2.0 * kHolds, 0.1 * kHolds);
}

// Senders that begin double with each round trip, and what is measured is two of them old.
TEST_F(ReceiveWindowTest, LetsSendersThatBeginDoubleWithEachRoundTrip) {
  const auto begins = ReceiveWindow::Pace::kBegins;
  Come(kSpeed / 32, kTurn + kTrip, kTrip, 0, 0, begins);
  for (std::int64_t speed = kSpeed / 16; speed <= kSpeed; speed *= 2) {
    Come(speed, kTrip, kTrip, 0, 0, begins);
    EXPECT_GE(window_.BytesOfEach(1), 4 * speed * kTrip / 1'000);
  }
  Come(kSpeed, 2 * kTrip, kTrip, 0, 0, begins);
  EXPECT_NEAR(static_cast<double>(window_.BytesOfEach(1)), 2.0 * kHolds, 0.1 * kHolds)
      << "a line that brings no more with another round trip is full";
  Come(kSpeed, 5'000);
  EXPECT_NEAR(static_cast<double>(window_.BytesOfEach(1)), 2.0 * kHolds, 0.1 * kHolds);
}

TEST_F(ReceiveWindowTest, TakesWhatACutLostForNoLossesOfTheLine) {
  Come(kSpeed, 5'000);
  Come(kSpeed, 5'000, kTrip, 0, 90, ReceiveWindow::Pace::kBack);
  Come(kSpeed, 2'000);
  EXPECT_NEAR(static_cast<double>(window_.BytesOfEach(1)), 2.0 * kHolds, 0.1 * kHolds);
}

TEST_F(ReceiveWindowTest, PutsLessAtStakeOnALineThatWasCutLately) {
  Come(kSpeed, 5'000);
  for (const auto pace : {ReceiveWindow::Pace::kBack, ReceiveWindow::Pace::kCutLately}) {
    Come(kSpeed, 2'000, kTrip, 0, 0, pace);
    EXPECT_NEAR(static_cast<double>(window_.BytesOfEach(1)), 1.6 * kHolds, 0.1 * kHolds);
  }
}

// A bound that follows what it allowed would close step by step.
TEST_F(ReceiveWindowTest, LetsTheSpeedGrowAndGrowsWithIt) {
  Come(kSpeed, 5'000);
  const auto before = window_.BytesOfEach(1);
  Come(kSpeed * 3 / 2, 2'500);
  EXPECT_GE(window_.BytesOfEach(1), before * 14 / 10);
}

TEST_F(ReceiveWindowTest, KeepsItsWidthOverASendersPauseAndFollowsALineThatStaysSlow) {
  Come(kSpeed, 5'000);
  const auto before = window_.BytesOfEach(1);
  Come(0, 2'000);
  EXPECT_GE(window_.BytesOfEach(1), before * 8 / 10);
  Come(kSpeed / 4, 60'000);
  EXPECT_LE(window_.BytesOfEach(1), before / 3);
}

TEST_F(ReceiveWindowTest, LearnsNothingFromACut) {
  Come(kSpeed, 5'000);
  const auto before = window_.BytesOfEach(1);
  for (int i = 0; i < 100; ++i) window_.Disturbed(now_ = now_ + kTurn);
  EXPECT_EQ(window_.BytesOfEach(1), before);
  Come(kSpeed, 500);
  EXPECT_EQ(window_.BytesOfEach(1), before) << "half a second is no measure";
}

TEST_F(ReceiveWindowTest, DoesNotSqueezeANearServer) {
  Come(10'000'000, 5'000, 1);
  EXPECT_GE(window_.BytesOfEach(1), 10'000'000 / 1'000 * kLeastWindowTripMs);
  EXPECT_LE(window_.TripBytes(), 10'000) << "nor opens connections for what its line does not hold";
}

TEST_F(ReceiveWindowTest, TakesFewConnectionsOverASlowLineSoThatEachHasAWindowWorthHaving) {
  Come(64'000, 5'000, 600, 300);  // 512 kbit/s over a satellite.
  EXPECT_LT(window_.MostConnections(), 10);
  EXPECT_GE(window_.MostConnections(), kLeastConnections);
  EXPECT_EQ(window_.BytesOfEach(100), kLeastWindowBytes);
  ReceiveWindow dead;
  for (int i = 0; i < 100; ++i)
    dead.Note(now_ = now_ + kTurn, {.bytes = 1, .least_trip_ms = kTrip}, 2 * kTrip);
  EXPECT_GE(dead.MostConnections(), kLeastConnections);
}

// CUBIC where five packets in a hundred are lost: what a few bring says nothing of the line. Fewer would
// bring less, and that would make them fewer still.
TEST_F(ReceiveWindowTest, BoundsNoNumberWhereNoQueueStands) {
  Come(64'000, 20'000, 600);
  EXPECT_GE(window_.MostConnections(), 1'000);
  Come(64'000, 10'000, 600, 300);
  EXPECT_LT(window_.MostConnections(), 10);
  EXPECT_TRUE(window_.IsFull());
  Come(64'000, 3'000, 600);
  EXPECT_LT(window_.MostConnections(), 10) << "a sender's pause is not the end of a queue";
  Come(64'000, 10'000, 600);
  EXPECT_GE(window_.MostConnections(), 1'000);
  EXPECT_FALSE(window_.IsFull());
}

TEST_F(ReceiveWindowTest, IsNotKnownBeforeARoundTripIs) {
  for (int i = 0; i < 100; ++i) window_.Note(now_ = now_ + kTurn, {.bytes = 100'000}, kTrip);
  EXPECT_FALSE(window_.Known());
}

}  // namespace
}  // namespace lianxiao::sync
