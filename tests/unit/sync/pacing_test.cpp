// The small deciders of when: rate cap, pauses, mirrors, speed.
#include <gtest/gtest.h>

#include <set>

#include "sync/line/mirrors.h"
#include "sync/line/speedometer.h"
#include "sync/line/token_bucket.h"
#include "sync/line/tuning.h"
#include "sync/rounds/pauses.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

TEST(TokenBucket, KeepsTheLongRunRate) {
  Instant now{1'000};
  TokenBucket bucket(50'000, now);
  std::int64_t taken = 0;
  for (int i = 0; i < 10'000; ++i) {  // A hundred seconds.
    if (bucket.MayTake(now)) {
      bucket.Take(16'384);
      taken += 16'384;
    }
    now = now + 10;
  }
  EXPECT_NEAR(static_cast<double>(taken), 100 * 50'000, 50'000);
}

TEST(TokenBucket, SaysWhenThereIsMore) {
  Instant now{0};
  TokenBucket bucket(1'000, now);
  ASSERT_TRUE(bucket.MayTake(now));
  bucket.Take(2'250);  // 250 were in it: two seconds of debt.
  EXPECT_NEAR(static_cast<double>(bucket.MsUntilMore(now)), 2'000, 2);
  EXPECT_EQ(bucket.MsUntilMore(now + bucket.MsUntilMore(now)), 0);
}

TEST(TokenBucket, DoesNotSaveUpANightForTheMorning) {
  TokenBucket bucket(1'000'000, Instant{0});
  const Instant morning{12 * kHourMs};
  ASSERT_TRUE(bucket.MayTake(morning));
  bucket.Take(251'000);
  EXPECT_FALSE(bucket.MayTake(morning));
}

TEST(TokenBucket, TakesAnotherRateWithoutABurstOrALongDebt) {
  Instant now{0};
  TokenBucket bucket(0, now);
  bucket.SetRate(1'000, now);  // From no cap to a small one: nothing is saved up.
  EXPECT_FALSE(bucket.MayTake(now));
  EXPECT_TRUE(bucket.MayTake(now + 10));
  bucket.SetRate(100'000, now + 10);
  ASSERT_TRUE(bucket.MayTake(now + 10));
  bucket.Take(500'000);
  bucket.SetRate(1'000, now + 20);  // A debt of 500 s at this rate.
  EXPECT_LE(bucket.MsUntilMore(now + 20), 1'001);
  bucket.SetRate(0, now + 20);
  EXPECT_TRUE(bucket.MayTake(now + 20));
}

TEST(TokenBucket, WithoutARateNeverWaits) {
  TokenBucket bucket(0, Instant{0});
  bucket.Take(std::int64_t{1} << 40);
  EXPECT_TRUE(bucket.MayTake(Instant{0}));
  EXPECT_EQ(bucket.MsUntilMore(Instant{0}), 0);
}

TEST(Pauses, DoubleUpToTheLongestAndStartAnewAfterSuccess) {
  Pauses pauses(2'000, 60'000, 1);
  std::int64_t span = 2'000;
  for (int i = 0; i < 12; ++i) {
    const auto pause = pauses.AfterFailure();
    EXPECT_GE(pause, span / 2);
    EXPECT_LE(pause, span);
    span = std::min<std::int64_t>(60'000, span * 2);
  }
  pauses.Worked();
  EXPECT_LE(pauses.AfterFailure(), 2'000);
}

TEST(Pauses, DifferFromBoxToBox) {
  EXPECT_NE(Pauses(1'000'000, 1'000'000, 1).AfterFailure(), Pauses(1'000'000, 1'000'000, 2).AfterFailure());
}

TEST(Pauses, BoxesThatWokeTogetherDoNotAskTogether) {
  constexpr std::int64_t kEvery = 300'000;
  std::set<std::int64_t> seconds;
  std::int64_t total = 0;
  for (std::uint64_t box = 0; box < 1'000; ++box) {
    Pauses pauses(1'000, 60'000, box);
    const auto pause = pauses.Between(kEvery);
    ASSERT_GE(pause, kEvery * 3 / 4);
    ASSERT_LE(pause, kEvery * 5 / 4);
    seconds.insert(pause / 1'000);
    total += pause;
  }
  EXPECT_GT(seconds.size(), 130U) << "of 150";
  EXPECT_NEAR(static_cast<double>(total) / 1'000, kEvery, kEvery * 0.02);
  EXPECT_EQ(Pauses(1, 1, 7).Between(0), 0);
}

TEST(Mirrors, AreAskedInTheOrderOfTheGrant) {
  const Mirrors mirrors({"http://near/", "http://far//"});
  EXPECT_EQ(mirrors.Usable(Instant{0}), (std::vector<int>{0, 1}));
  EXPECT_EQ(mirrors.Url(1, "metadata/timestamp.json"), "http://far/metadata/timestamp.json");
}

TEST(Mirrors, ThatFailedRestAndThenComeAfterTheOthers) {
  Mirrors mirrors({"a", "b"});
  const Instant now{10'000};
  mirrors.Failed(0, now);
  EXPECT_EQ(mirrors.Usable(now), (std::vector<int>{1}));
  EXPECT_EQ(mirrors.Usable(now + kAfterCutMs), (std::vector<int>{1, 0}));
  mirrors.Worked(0);
  EXPECT_EQ(mirrors.Usable(now), (std::vector<int>{0, 1}));
}

TEST(Mirrors, AreGivenUpForTheRoundAfterSeveralFailuresWithoutAByte) {
  Mirrors mirrors({"a"});
  Instant now{10'000};
  for (int i = 0; i < kFailuresPerMirror; ++i) {
    ASSERT_FALSE(mirrors.Usable(now).empty()) << i;
    mirrors.Failed(0, now);
    if (const auto back = mirrors.NextReturn(now)) {
      EXPECT_TRUE(mirrors.Usable(now).empty());
      now = *back;
    }
  }
  EXPECT_FALSE(mirrors.NextReturn(now));
  EXPECT_TRUE(mirrors.Usable(now + kDayMs).empty());
}

TEST(Mirrors, CountConnectionsCutTogetherAsOneFailure) {
  Mirrors mirrors({"a"});
  for (int i = 0; i < 16; ++i) mirrors.Failed(0, Instant{5'000});
  EXPECT_TRUE(mirrors.NextReturn(Instant{5'000}));
}

TEST(Mirrors, WhatAllConnectionsToOneHaveTaughtIsKnownInTheNextRound) {
  MirrorMemory memory;
  const Instant now{5'000};
  Mirrors round({"a", "b"}, &memory);
  for (int connection = 0; connection < 8; ++connection) {
    round.Brought(0, now, 50'000);
    round.Brought(1, now, 900'000);
  }
  const auto* count = &round.Connections(0, 16);
  EXPECT_EQ(&round.Connections(0, 16), count) << "one for all its connections";
  EXPECT_NE(&round.Connections(1, 16), count) << "and none of another's";
  Mirrors next({"a", "b"}, &memory);
  EXPECT_EQ(&next.Connections(0, 16), count);
  EXPECT_EQ(next.Usable(now + 1'000), (std::vector<int>{1, 0})) << "the quick one first";
  EXPECT_EQ(Mirrors({"a", "b"}).Usable(now + 1'000), (std::vector<int>{0, 1}))
      << "without a memory as granted";
}

// Until the round gives it up.
void GiveUp(Mirrors& round, int mirror, Instant& now) {
  for (int i = 0; i < kFailuresPerMirror; ++i) {
    round.Failed(mirror, now);
    now = round.NextReturn(now).value_or(now + 1);
  }
}

TEST(Mirrors, OneThatWasGivenUpIsAskedLastInTheNextRoundsAndLongerEachTime) {
  MirrorMemory memory;
  Instant now{5'000};
  std::int64_t before = 0;
  for (int rounds = 1; rounds <= 3; ++rounds) {
    Mirrors round({"a", "b"}, &memory);
    GiveUp(round, 0, now);
    EXPECT_EQ(round.Usable(now), (std::vector<int>{1})) << "no more in this round";
    Mirrors next({"a", "b"}, &memory);
    EXPECT_EQ(next.Usable(now), (std::vector<int>{1, 0})) << "last, and not never: the other may fail, too";
    const auto rests = memory.at("a").rests_until - now;
    EXPECT_GT(rests, before);
    before = rests;
    EXPECT_EQ(next.Usable(memory.at("a").rests_until), (std::vector<int>{0, 1}));
  }
  Mirrors well({"a", "b"}, &memory);
  well.Worked(0);
  EXPECT_EQ(Mirrors({"a", "b"}, &memory).Usable(now), (std::vector<int>{0, 1})) << "a byte makes it good";
}

TEST(Mirrors, OneThatAskedToBeLeftAloneForLongIsAskedLastUntilThen) {
  MirrorMemory memory;
  const Instant now{5'000};
  Mirrors round({"a", "b"}, &memory);
  round.ToldToWait(0, now, 2 * kWaitInRoundMs);
  Mirrors next({"a", "b"}, &memory);
  EXPECT_EQ(next.Usable(now), (std::vector<int>{1, 0}));
  EXPECT_EQ(next.Usable(now + 2 * kWaitInRoundMs), (std::vector<int>{0, 1}));
}

TEST(Mirrors, ASlowMinuteIsBelievedSlowlyAndAnOldSpeedNotAtAll) {
  MirrorMemory memory;
  const Instant now{5'000};
  Mirrors round({"a", "b"}, &memory);
  round.Brought(0, now, 1'000'000);
  round.Brought(1, now, 900'000);
  round.Brought(0, now + 1'000, 100'000);
  EXPECT_EQ(round.Usable(now + 2'000), (std::vector<int>{0, 1})) << "it may have been the line";
  for (int i = 0; i < 30; ++i) round.Brought(0, now + 3'000, 100'000);
  EXPECT_EQ(round.Usable(now + 4'000), (std::vector<int>{1, 0}));
  EXPECT_EQ(Mirrors({"a", "b"}, &memory).Usable(now + 5'000 + kMirrorSpeedMs), (std::vector<int>{0, 1}))
      << "another day, another line";
}

TEST(Speedometer, ShowsWhatCameLately) {
  Speedometer speed;
  Instant now{0};
  for (int i = 0; i < 100; ++i) speed.Add(now = now + 100, 5'000);
  EXPECT_NEAR(static_cast<double>(speed.PerSecond(now)), 50'000, 2'500);
  EXPECT_EQ(speed.PerSecond(now + 2 * kSpeedWindowMs), 0);
}

}  // namespace
}  // namespace lianxiao::sync
