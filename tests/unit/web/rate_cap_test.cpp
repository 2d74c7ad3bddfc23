#include "web/http/rate_cap.h"

#include <gtest/gtest.h>

#include <deque>
#include <numeric>
#include <vector>

namespace lianxiao::web {
namespace {

constexpr std::int64_t kMuch = 512 << 10;

// What each of so many gets in so many seconds, who all take what there is every 50 ms, always in the same
// order: as a loop looks after its connections.
std::vector<std::int64_t> SentBy(std::size_t clients, std::int64_t rate, std::int64_t seconds) {
  RateCap cap(rate);
  std::deque<RateCap::Share> shares;
  for (std::size_t i = 0; i < clients; ++i) shares.emplace_back(cap);
  std::vector<std::int64_t> sent(clients, 0);
  for (std::int64_t now = 0; now <= seconds * 1'000; now += RateCap::kHeldMs) {
    for (std::size_t i = 0; i < clients; ++i) {
      for (auto got = shares[i].Take(now, kMuch); got > 0; got = shares[i].Take(now, kMuch)) sent[i] += got;
    }
  }
  return sent;
}

TEST(RateCap, AllTogetherGetTheRateAndNoMore) {
  for (const std::size_t clients : {1, 5, 64}) {
    for (const std::int64_t rate : {125'000, 1'000'000, 12'500'000}) {
      const auto sent = SentBy(clients, rate, 20);
      const auto all = std::accumulate(sent.begin(), sent.end(), std::int64_t{0});
      EXPECT_GE(all, rate * 19) << clients << " at " << rate;
      EXPECT_LE(all, rate * 20 + rate / 4 + (64 << 10)) << clients << " at " << rate;
    }
  }
}

TEST(RateCap, NobodyTakesItFromThoseWhoComeAfterHim) {
  for (const std::int64_t rate : {125'000, 1'000'000}) {
    const auto sent = SentBy(64, rate, 60);
    const auto share = rate * 60 / 64;
    for (const auto one : sent) {
      EXPECT_GT(one, share / 2);
      EXPECT_LT(one, share * 2);
    }
  }
}

TEST(RateCap, WhatAnotherDoesNotTakeIsNotLost) {
  RateCap cap(1'000'000);
  RateCap::Share idle(cap), busy(cap);
  std::int64_t sent = 0;
  for (std::int64_t now = 0; now <= 10'000; now += RateCap::kHeldMs) {
    for (auto got = busy.Take(now, kMuch); got > 0; got = busy.Take(now, kMuch)) sent += got;
  }
  EXPECT_GT(sent, 9'000'000);
}

TEST(RateCap, WhatWasTakenAndDidNotGoGoesLaterAndAHeadThatWentWholeIsADebt) {
  RateCap cap(100'000);
  RateCap::Share share(cap);
  ASSERT_EQ(share.Take(0, kMuch), 0) << "nothing gathered yet";
  const auto first = share.Take(1'000, kMuch);
  EXPECT_EQ(first, RateCap::kStepBytes);
  share.GiveBack(first);
  EXPECT_EQ(share.Take(1'000, kMuch), first);
  share.GiveBack(-200'000);
  EXPECT_EQ(share.Take(2'000, kMuch), 0);
  EXPECT_GT(share.Take(3'500, kMuch), 0);
}

TEST(RateCap, ASmallAnswerNeedsNoGoodStep) {
  RateCap cap(8'000);
  RateCap::Share share(cap);
  ASSERT_EQ(share.Take(0, 200), 0);
  EXPECT_EQ(share.Take(50, 200), 200);
}

TEST(RateCap, ARestGathersABurstAndNoMore) {
  RateCap cap(4'000'000);
  RateCap::Share share(cap);
  std::int64_t burst = 0;
  (void)share.Take(0, kMuch);
  for (auto got = share.Take(3'600'000, kMuch); got > 0; got = share.Take(3'600'000, kMuch)) burst += got;
  EXPECT_GT(burst, 400'000);
  EXPECT_LE(burst, 1'000'000);
}

TEST(RateCap, AClockThatStandsStillOrTurnsBackGivesNothing) {
  RateCap cap(1'000'000);
  RateCap::Share share(cap);
  (void)share.Take(1'000, kMuch);
  for (auto got = share.Take(2'000, kMuch); got > 0;) got = share.Take(2'000, kMuch);
  EXPECT_EQ(share.Take(2'000, kMuch), 0);
  EXPECT_EQ(share.Take(500, kMuch), 0);
}

}  // namespace
}  // namespace lianxiao::web
