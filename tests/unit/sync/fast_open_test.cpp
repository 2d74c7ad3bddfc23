#include "sync/line/fast_open.h"

#include <gtest/gtest.h>

#include "sync/line/tuning.h"

namespace lianxiao::sync {
namespace {

int GreetedFast(FastOpen& fast_open, int connections) {
  int fast = 0;
  for (int i = 0; i < connections; ++i) fast += fast_open.May() ? 1 : 0;
  return fast;
}

TEST(FastOpen, LetsOneConnectionInFourGoWithout) {
  FastOpen fast_open;
  EXPECT_EQ(GreetedFast(fast_open, 40), 30);
}

TEST(FastOpen, IsLeftForALongWhileWhereSuchGreetingsAreDroppedAgainAndAgainThenTriedAgain) {
  FastOpen fast_open;
  for (int i = 0; i < kFastOpenDropsToRest; ++i) fast_open.Note(FastOpen::Fate::kDropped);
  EXPECT_EQ(GreetedFast(fast_open, kFastOpenRest), 0);
  EXPECT_GT(GreetedFast(fast_open, 4), 0);
}

TEST(FastOpen, IsKeptOverACutThatDropsSomeAndWhereOneIsTaken) {
  FastOpen fast_open;
  for (int cut = 0; cut < 10; ++cut) {
    for (int i = 0; i < kFastOpenDropsToRest - 1; ++i) fast_open.Note(FastOpen::Fate::kDropped);
    fast_open.Note(FastOpen::Fate::kTaken);
  }
  EXPECT_EQ(GreetedFast(fast_open, 40), 30);
}

TEST(FastOpen, IsKeptWhereTheServerKnowsNothingOfItForThatCostsNothing) {
  FastOpen fast_open;
  for (int i = 0; i < 100; ++i) fast_open.Note(FastOpen::Fate::kPassedOver);
  EXPECT_EQ(GreetedFast(fast_open, 40), 30);
}

}  // namespace
}  // namespace lianxiao::sync
