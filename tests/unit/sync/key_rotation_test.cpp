// When a box replaces its keys by itself.
#include "sync/rounds/key_rotation.h"

#include <gtest/gtest.h>

namespace lianxiao::sync {
namespace {

constexpr WallTime kSince{1'788'220'800'000};

TEST(KeysAreOld, AfterAsManyDaysAsTheSettingSays) {
  EXPECT_FALSE(KeysAreOld(kSince, kSince + (365 * kDayMs - 1), 365));
  EXPECT_TRUE(KeysAreOld(kSince, kSince + 365 * kDayMs, 365));
  EXPECT_TRUE(KeysAreOld(kSince, kSince + 30 * kDayMs, 30));
}

TEST(KeysAreOld, NeverWhenNobodyWantsIt) { EXPECT_FALSE(KeysAreOld(kSince, kSince + 9'999 * kDayMs, 0)); }

TEST(KeysAreOld, NotByAClockThatStandsIn1970) {
  EXPECT_FALSE(KeysAreOld(kSince, WallTime{0}, 365));
  EXPECT_FALSE(KeysAreOld(std::nullopt, kSince, 365)) << "counted from the first look on";
}

}  // namespace
}  // namespace lianxiao::sync
