#include "sync/line/mirror_flow.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "sync/line/tuning.h"

namespace lianxiao::sync {
namespace {

constexpr std::int64_t kTurn = 100, kTrip = 300;
// A line that as many connections fill at once as are measured first.
constexpr std::int64_t kSpeed = 1'000 * kFirstConnections * kFirstFlightBytes / kTrip + 10'000;
constexpr std::size_t kFew = kFirstConnections;
constexpr int kAtOnce =
    kFirstConnections / (kTrip / kProbeEveryMs);  // Of those that fill it in a round trip.

class MirrorFlowTest : public testing::Test {
 protected:
  // So many ranges bring bytes for so long.
  void Flow(std::size_t ranges, std::int64_t ms) {
    ranges_.assign(ranges, {.answered = true, .silent_ms = 10, .rest_bytes = 50'000'000});
    for (std::int64_t at = 0; at < ms; at += kTurn) Look(speed_ * kTurn / 1'000);
  }
  // Nothing comes.
  void Silence(std::int64_t ms) {
    for (std::int64_t at = 0; at < ms; at += kTurn) {
      for (auto& range : ranges_) range.silent_ms += kTurn;
      Look(0);
    }
  }
  void Look(std::int64_t bytes, FlowView::Cap cap = FlowView::Cap::kNone) {
    now_ = now_ + kTurn;
    flow_.Look(now_,
               {ranges_,
                {.bytes = bytes,
                 .packets = 100,
                 .waiting = waiting_,
                 .least_trip_ms = kTrip,
                 .greeted = std::exchange(greeted_, 0)},
                trip_ms_,
                left_,
                cap},
               count_, window_);
  }
  int Begun() {
    int begun = 0;
    for (; flow_.HasRoom(now_) && begun < 40; ++begun) flow_.Asked(now_);
    return begun;
  }

  Instant now_{1'000};
  std::int64_t left_ = 1'000'000'000, speed_ = kSpeed;
  std::int64_t trip_ms_ = kTrip;
  std::int64_t waiting_ = 0;  // Of a hundred packets at each look, for one that was lost.
  std::int64_t greeted_ = 0;  // By the next look.
  ConnectionCount count_{32};
  ReceiveWindow window_;
  MirrorFlow flow_;
  std::vector<RangeView> ranges_;
};

TEST_F(MirrorFlowTest, TakesAsManyRangesAsConnectionsAreWanted) {
  Flow(kFew - 1, 3'000);
  EXPECT_EQ(Begun(), 1);
}

TEST_F(MirrorFlowTest, BeginsAnUnknownLineWithAsManyAsAreMeasuredFirst) {
  Look(0);
  EXPECT_EQ(Begun(), kFirstConnections);
}

TEST_F(MirrorFlowTest, BeginsAnotherConnectionBesideOneWhoseGreetingsWereLost) {
  Flow(kFew - 1, 3'000);
  ranges_.push_back({.answered = false, .silent_ms = kTrip});
  Look(100'000);
  EXPECT_FALSE(flow_.HasRoom(now_));
  ranges_.back().silent_ms = (kGreetingTrips + 1) * kTrip;
  Look(100'000);
  EXPECT_EQ(Begun(), 1);
  ranges_.insert(ranges_.end(), kMostProbes, ranges_.back());
  Look(100'000);
  EXPECT_FALSE(flow_.HasRoom(now_)) << "a server that greets nobody is not asked without end";
}

TEST_F(MirrorFlowTest, BeginsAgainWithAsManyConnectionsAsFillTheLineAtOnce) {
  speed_ = 1'500'000;
  Flow(2 * kFew, 10'000);
  Silence(3'000);
  ranges_.clear();
  ranges_.push_back({.answered = false, .silent_ms = kTrip});
  greeted_ = 1;
  Look(0);
  EXPECT_GE(Begun(), speed_ * kTrip / 1'000 / kFirstFlightBytes * 9 / 10);
  ConnectionCount few(kFirstConnections);
  flow_.Look(now_, {ranges_, {.bytes = 0, .least_trip_ms = kTrip}, kTrip, left_}, few, window_);
  EXPECT_LT(Begun(), kFirstConnections) << "never more than a technician allows";
}

TEST_F(MirrorFlowTest, BeginsMoreWhereLossesKeepSendersFromDoublingAndNothingQueues) {
  speed_ = 1'000'000;
  const auto to_fill = speed_ * kTrip / 1'000 / kFirstFlightBytes;
  waiting_ = 40;
  Flow(kFew, kBeginTrips * kTrip);
  EXPECT_GT(Begun(), to_fill - kFirstConnections);
  Flow(kFew, 10 * kBeginTrips * kTrip);
  EXPECT_GT(Begun(), to_fill - kFirstConnections) << "they stay";
}

TEST_F(MirrorFlowTest, BeginsNoMoreThanHaveWindowsWorthHaving) {
  speed_ = 100'000;
  waiting_ = 40;
  Flow(kFew, kBeginTrips * kTrip);
  EXPECT_EQ(Begun(), 0);
}

TEST_F(MirrorFlowTest, BeginsNoMoreOnALineThatIsFullAndLosesNothing) {
  Flow(kFew, kBeginTrips * kTrip);
  EXPECT_FALSE(flow_.HasRoom(now_));
}

TEST_F(MirrorFlowTest, BeginsNoMoreAfterACutWhatsoeverWaits) {
  Flow(kFew, 3'000);
  Silence(3'000);
  waiting_ = 40;
  Flow(kFew, kBeginTrips * kTrip);
  EXPECT_FALSE(flow_.HasRoom(now_));
}

TEST_F(MirrorFlowTest, LetsSendersThatDoubleDoSo) {
  ranges_.assign(kFew, {.answered = true, .silent_ms = 10, .rest_bytes = 50'000'000});
  waiting_ = 40;
  for (std::int64_t bytes = 3'000; bytes < 60'000; bytes *= 2) {
    for (int turn = 0; turn < kTrip / kTurn; ++turn) Look(bytes);
    EXPECT_FALSE(flow_.HasRoom(now_));
  }
}

// Of any stretch of them, those asked for while more connections begin included.
TEST_F(MirrorFlowTest, RangesThatBeginTogetherDoNotEndTogether) {
  Look(0);
  for (int stretch = 0; stretch < 4; ++stretch) {
    std::vector<std::int64_t> sizes;
    for (int i = 0; i < kFirstConnections; ++i) {
      sizes.push_back(flow_.MostBytes(left_));
      flow_.Asked(now_);
    }
    std::ranges::sort(sizes);
    EXPECT_GE(sizes.front(), kTryAskBytes / 2);
    EXPECT_LT(sizes.back(), kTryAskBytes * 3 / 2);
    for (std::size_t i = 1; i < sizes.size(); ++i) {
      EXPECT_GT(sizes[i], sizes[i - 1]);
      EXPECT_LT(sizes[i] - sizes[i - 1], kTryAskBytes / 6);
    }
  }
}

TEST_F(MirrorFlowTest, OpensNoConnectionForWhatIsNotWorthItsGreeting) {
  left_ = 3 * kWorthAConnectionBytes;
  Look(0);
  EXPECT_EQ(Begun(), 3);
}

TEST_F(MirrorFlowTest, TriesNoOtherNumberShortlyBeforeTheEnd) {
  left_ = kSpeed * 5;
  Flow(kFew, 60'000);
  EXPECT_EQ(count_.Wanted(), kFirstConnections);
  left_ = 1'000'000'000;
  Flow(kFew, 6'000);
  EXPECT_EQ(count_.Wanted(), 2 * kFirstConnections);
}

TEST_F(MirrorFlowTest, AsksForTheNextRangeBeforeTheLastOneEnds) {
  Flow(kFew, 3'000);
  EXPECT_FALSE(flow_.HasRoom(now_));
  ranges_[0].rest_bytes = 10'000;  // Less than comes in a round trip.
  Look(100'000);
  EXPECT_TRUE(flow_.HasRoom(now_));
}

TEST_F(MirrorFlowTest, NoticesASilentLineWithinTwoSecondsAndTriesNewConnectionsBesideTheOldOnes) {
  Flow(kFew, 3'000);
  Silence(1'400);
  EXPECT_FALSE(flow_.Silent());
  EXPECT_FALSE(flow_.HasRoom(now_));
  Silence(600);
  EXPECT_TRUE(flow_.Silent());
  EXPECT_EQ(flow_.MayReuse(), RangeRequest::Reuse::kNone);
  EXPECT_EQ(Begun(), kAtOnce);
  EXPECT_FALSE(flow_.HasRoom(now_ + (kProbeEveryMs - 1)));
  EXPECT_TRUE(flow_.HasRoom(now_ + kProbeEveryMs));
}

// All that are tried within a round trip are answered together when the line is back.
TEST_F(MirrorFlowTest, TriesNoMoreAtOnceThanAKnownLineHasRoomFor) {
  speed_ = 100'000;
  Flow(kFew, 20'000);
  Silence(2'000);
  EXPECT_TRUE(flow_.Silent());
  EXPECT_EQ(Begun(), 1);
}

TEST_F(MirrorFlowTest, TriesSoManyAtOnceThatThoseOfARoundTripFillAFastLine) {
  speed_ = 2'300'000;
  Flow(3 * kFew, 20'000);
  Silence(2'000);
  EXPECT_GE(Begun() * (kTrip / kProbeEveryMs), speed_ * kTrip / 1'000 / kFirstFlightBytes * 9 / 10);
}

TEST_F(MirrorFlowTest, TriesAFewAtATimeWhereTheLineIsNotKnown) {
  ranges_.assign(kFew, {.answered = false});
  Silence(10'000);
  EXPECT_EQ(Begun(), kProbesAtOnceUnknown);
}

TEST_F(MirrorFlowTest, BeginsASlowLineAgainWithFewerThanItEndsWith) {
  speed_ = 100'000;
  Flow(kFew, 20'000);
  Silence(3'000);
  ranges_.assign(1, {.answered = true, .silent_ms = 10, .rest_bytes = 50'000'000});
  Look(10'000);
  const auto begun = Begun();
  EXPECT_GE(begun, 1);
  EXPECT_LT(begun, kFirstConnections / 3);
  Flow(1, 5'000);
  EXPECT_EQ(Begun(), count_.Wanted() - 1);
}

// So many that each keeps a part of the line full with the few packets that it sends meanwhile.
TEST_F(MirrorFlowTest, HasSoManyOnASteadyLineThatSendersMayPauseTogether) {
  ConnectionCount many(128);
  std::vector<RangeView> ranges(kFew, {.answered = true, .silent_ms = 10, .rest_bytes = 50'000'000});
  const auto flow_for = [&](std::int64_t ms) {
    for (const auto end = now_ + ms; now_ < end;) {
      now_ = now_ + kTurn;
      flow_.Look(now_,
                 {ranges,
                  {.bytes = speed_ * kTurn / 1'000, .packets = 100, .least_trip_ms = kTrip},
                  kTrip + kTrip / 2,
                  left_},
                 many, window_);
    }
  };
  flow_for(kSteadyMs);
  EXPECT_EQ(many.Wanted(), kFirstConnections) << "a line that is cut soon again does better with few";
  flow_for(kSteadyMs / 2);
  EXPECT_EQ(many.Wanted(), window_.TripBytes() / kPausingFlightBytes);
}

TEST_F(MirrorFlowTest, LetsFewBeginAtATimeWhileAQueueStands) {
  Flow(kFew, 3'000);
  Flow(kFew / 4, 3'000);
  EXPECT_EQ(Begun(), kFew * 3 / 4);
  trip_ms_ = kTrip * 3 / 2;
  Flow(kFew / 4, 3'000);
  EXPECT_EQ(Begun(), kFewWaiting);
}

// With nothing left to ask for, what was tried in a cut must not keep its range from the next that is tried.
TEST_F(MirrorFlowTest, TriesAgainElsewhereWhatATripDidNotAnswerInASilence) {
  Flow(kFew, 3'000);
  const RangeView tried{.answered = false, .silent_ms = 2 * kTrip};
  EXPECT_FALSE(flow_.MayTryElsewhere(tried));
  Silence(2'000);
  EXPECT_TRUE(flow_.MayTryElsewhere(tried));
  EXPECT_FALSE(flow_.MayTryElsewhere({.answered = false, .silent_ms = kTrip}));
}

// What was lost of a range comes again within a round trip; if it was lost again, its sender waits long.
TEST_F(MirrorFlowTest, TriesAgainElsewhereWhatBroughtNothingForTwoTripsAtTheEnd) {
  Flow(kFew, 3'000);
  EXPECT_FALSE(flow_.MayTryElsewhere({.answered = true, .silent_ms = 2 * kTrip}));
  EXPECT_TRUE(flow_.MayTryElsewhere({.answered = true, .silent_ms = 2 * kTrip + 1}));
  EXPECT_FALSE(flow_.MayTryElsewhere({.answered = false, .silent_ms = kGreetingTrips * kTrip}));
  EXPECT_TRUE(flow_.MayTryElsewhere({.answered = false, .silent_ms = kGreetingTrips * kTrip + 1}));
}

// Else those that are there would hold what the others are about to take.
TEST_F(MirrorFlowTest, SharesTheWindowWithThoseThatAreAboutToBegin) {
  Flow(kFew / 2, 3'000);
  EXPECT_EQ(flow_.Sharing(), kFirstConnections);
  left_ = 0;
  Look(100'000);
  EXPECT_EQ(flow_.Sharing(), kFirstConnections / 2) << "nothing is left for others to ask for";
}

TEST_F(MirrorFlowTest, StaysWithFewOnALineThatIsCutNowAndThenAndFullWithThem) {
  speed_ = 300'000;
  const auto few = static_cast<int>(speed_ * kTrip / 1'000 / kFirstFlightBytes * 3 / 2);
  ASSERT_LT(few, kFirstConnections);
  Flow(kFew, 20'000);
  Silence(3'000);
  trip_ms_ = kTrip * 3 / 2;
  Flow(static_cast<std::size_t>(few), 5'000);
  EXPECT_EQ(Begun(), 0);
  trip_ms_ = kTrip;
  Flow(static_cast<std::size_t>(few), kQueueMemoryMs + 5'000);
  EXPECT_GT(Begun(), 0) << "without a queue it is the senders that are slow";
}

TEST_F(MirrorFlowTest, TriesNoMoreThanAFewNewConnectionsInALongSilence) {
  Flow(kFew, 3'000);
  Silence(3'000);
  int tried = 0;
  for (int i = 0; i < 200; ++i) {
    const int begun = Begun();
    ranges_.insert(ranges_.end(), static_cast<std::size_t>(begun), {});
    tried += begun;
    Look(0);
  }
  EXPECT_EQ(tried, kMostProbes);
}

TEST_F(MirrorFlowTest, PutsANewConnectionInThePlaceOfOneThatHadItsTime) {
  Flow(kFew, 3'000);
  Silence(3'000);
  ranges_.assign(kMostProbes, {.answered = false, .silent_ms = kTrip});
  ranges_.push_back({.answered = true, .silent_ms = 6'000});
  Look(0);
  EXPECT_FALSE(flow_.HasRoom(now_));
  EXPECT_FALSE(flow_.IsForgotten(ranges_[0]));
  ranges_[0].silent_ms = (kGreetingTrips + 1) * kTrip;
  EXPECT_TRUE(flow_.IsForgotten(ranges_[0]));
  EXPECT_FALSE(flow_.IsForgotten({.answered = true, .silent_ms = 60'000})) << "may still bring what was sent";
}

TEST_F(MirrorFlowTest, TriesTheSeldomerTheLongerNothingCame) {
  Flow(kFew, 3'000);
  Silence(30'000);
  EXPECT_EQ(Begun(), kAtOnce);
  EXPECT_FALSE(flow_.HasRoom(now_ + 900));
  EXPECT_TRUE(flow_.HasRoom(now_ + 1'100));
}

TEST_F(MirrorFlowTest, BeginsSeveralAsSoonAsOneIsGreetedWithoutWaitingForItsFirstByte) {
  Flow(kFew, 3'000);
  Silence(3'000);
  ranges_.clear();
  greeted_ = 1;
  ranges_.push_back({.answered = false, .silent_ms = kTrip});
  Look(0);
  EXPECT_FALSE(flow_.Silent());
  EXPECT_EQ(Begun(), kFirstConnections - 1);
}

TEST_F(MirrorFlowTest, TrustsNoIdleConnectionUntilTheLineHasBegunAgain) {
  Flow(kFew, 3'000);
  EXPECT_EQ(flow_.MayReuse(), RangeRequest::Reuse::kAny);
  Silence(3'000);
  EXPECT_EQ(flow_.MayReuse(), RangeRequest::Reuse::kNone);
  greeted_ = 1;
  Look(0);
  EXPECT_EQ(flow_.MayReuse(), RangeRequest::Reuse::kLately);
  Flow(kFew, 1'000);
  EXPECT_EQ(flow_.MayReuse(), RangeRequest::Reuse::kLately);
  Flow(kFew, (kBeginTrips + 1) * kTrip);
  EXPECT_EQ(flow_.MayReuse(), RangeRequest::Reuse::kAny);
}

TEST_F(MirrorFlowTest, ForgetsWhatWasTriedInACutAsSoonAsTheLineIsBack) {
  Flow(kFew, 3'000);
  Silence(3'000);
  ranges_.assign(8, {.answered = false, .silent_ms = 2 * kTrip});
  ranges_.push_back({.answered = true, .silent_ms = 6'000});
  ranges_.push_back({.answered = false, .silent_ms = kTrip / 10});
  greeted_ = 1;
  Look(0);
  EXPECT_TRUE(flow_.IsForgotten(ranges_.front()));
  EXPECT_FALSE(flow_.IsForgotten(ranges_.back()));
  EXPECT_EQ(Begun(), kFirstConnections - 1);
}

TEST_F(MirrorFlowTest, ForgetsNothingOfAServerThatHasYetToAnswerForTheFirstTime) {
  ranges_.assign(8, {.answered = false, .silent_ms = kFirstByteMs + kTurn});
  Silence(kFirstByteMs + kSecondMs);
  ASSERT_TRUE(flow_.Silent());
  greeted_ = 1;
  Look(0);
  EXPECT_FALSE(flow_.IsForgotten({.answered = false, .silent_ms = kFirstByteMs}));
}

TEST_F(MirrorFlowTest, IsNotTakenInTwiceByWhatGreetsAndSaysNothingMore) {
  Flow(kFew, 3'000);
  Silence(3'000);
  greeted_ = 1;
  Look(0);
  EXPECT_FALSE(flow_.Silent());
  Silence(3'500);
  EXPECT_TRUE(flow_.Silent());
  greeted_ = 1;
  Look(0);
  EXPECT_TRUE(flow_.Silent());
  Look(10'000);
  EXPECT_FALSE(flow_.Silent());
}

TEST_F(MirrorFlowTest, BeginsSeveralAtOnceWhenTheLineIsBackThenOnlyAsManyAsAreWanted) {
  Flow(kFew, 3'000);
  Silence(3'000);
  ranges_.push_back({.answered = true, .silent_ms = 0, .rest_bytes = 50'000'000});
  Look(10'000);
  EXPECT_FALSE(flow_.Silent());
  EXPECT_EQ(Begun(), kFirstConnections - 1);
  Flow(kFew, kBeginTrips * kTrip + 2 * kTurn);
  EXPECT_FALSE(flow_.HasRoom(now_));
}

TEST_F(MirrorFlowTest, ForgetsASilentConnectionOnlyLongAfterOthersAreHeardAgain) {
  Flow(kFew, 3'000);
  Silence(7'000);
  EXPECT_FALSE(flow_.IsForgotten(ranges_[0])) << "the line itself is silent";
  Look(10'000);
  EXPECT_TRUE(flow_.IsForgotten(ranges_[0]));
  EXPECT_FALSE(flow_.IsForgotten({.answered = true, .silent_ms = 4'000, .rest_bytes = 1}));
}

TEST_F(MirrorFlowTest, DoesNotWaitForASilentConnectionWhenLittleIsLeft) {
  Flow(kFew, 3'000);
  Look(100'000);
  const RangeView silent{.answered = true, .silent_ms = 4'000, .rest_bytes = 500'000};
  EXPECT_FALSE(flow_.IsForgotten(silent));
  left_ = kSpeed;
  Look(100'000);
  EXPECT_TRUE(flow_.IsForgotten(silent));
}

TEST_F(MirrorFlowTest, TakesWhatTheRateCapHoldsBackForNoSilence) {
  Flow(kFew, 3'000);
  for (int i = 0; i < 50; ++i) Look(0, FlowView::Cap::kHolds);
  EXPECT_FALSE(flow_.Silent());
  EXPECT_FALSE(flow_.HasRoom(now_));
}

TEST_F(MirrorFlowTest, SharesTheEndOfAFileBetweenTheConnections) {
  Flow(kFew, 5'000);
  EXPECT_LE(flow_.MostBytes(100'000'000),
            std::max(kSpeed * 21 / 20 / kFirstConnections * kTryAskMs / 1'000, kTryAskBytes));
  EXPECT_EQ(flow_.MostBytes(8'000'000), 8'000'000 / (2 * count_.Wanted()));
  EXPECT_GE(flow_.MostBytes(1'000), kLeastAskBytes);
}

}  // namespace
}  // namespace lianxiao::sync
