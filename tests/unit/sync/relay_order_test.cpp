#include "sync/relay/relay_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sync/relay/tuning.h"

namespace lianxiao::sync {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Instant kMorning{1'000'000};
const std::string kNear = "http://10.1.0.2:8482", kFar = "http://10.1.0.3:8482",
                  kNew = "http://10.1.0.4:8482";

TEST(RelayOrder, AsksTheNearestOfThoseThatAreWellFirst) {
  RelayOrder order({kFar, kNear + "/", kNew});
  EXPECT_THAT(order.ToAsk(kMorning), ElementsAre(kFar, kNear, kNew));
  order.Well(kFar, 80);
  order.Well(kNear, 3);
  EXPECT_THAT(order.ToAsk(kMorning), ElementsAre(kNear, kFar, kNew));
  order.Behind(kNear, 3);
  EXPECT_THAT(order.ToAsk(kMorning), ElementsAre(kFar, kNew, kNear));
}

TEST(RelayOrder, PrefersTheSettingsWordWhereTwoAreAsNear) {
  RelayOrder order({kFar});
  order.Found({kNear});
  order.Well(kFar, 8);
  order.Well(kNear, 2);
  EXPECT_THAT(order.ToAsk(kMorning), ElementsAre(kFar, kNear));
}

TEST(RelayOrder, LeavesOneThatIsAwayAloneForLongerEachTime) {
  RelayOrder order({kNear});
  order.Away(kNear, kMorning);
  EXPECT_THAT(order.ToAsk(kMorning + (kRelayRestMs - 1)), IsEmpty());
  EXPECT_THAT(order.ToAsk(kMorning + kRelayRestMs), ElementsAre(kNear));
  order.Away(kNear, kMorning + kRelayRestMs);
  EXPECT_THAT(order.ToAsk(kMorning + 2 * kRelayRestMs), IsEmpty());
  EXPECT_THAT(order.ToAsk(kMorning + 3 * kRelayRestMs), ElementsAre(kNear));
  for (int i = 0; i < 20; ++i) order.Away(kNear, kMorning);
  EXPECT_THAT(order.ToAsk(kMorning + kLongestRelayRestMs), ElementsAre(kNear));
}

TEST(RelayOrder, ForgetsThatOneWasAwayOnceItAnswers) {
  RelayOrder order({kNear});
  for (int i = 0; i < 5; ++i) order.Away(kNear, kMorning);
  order.Well(kNear, 2);
  order.Away(kNear, kMorning);
  EXPECT_THAT(order.ToAsk(kMorning + kRelayRestMs), ElementsAre(kNear));
}

TEST(RelayOrder, AsksAForeignOneAgainAfterAnHourOrWhenAPersonAsks) {
  RelayOrder order({kNear});
  order.Foreign(kNear, kMorning);
  EXPECT_THAT(order.ToAsk(kMorning + (kForeignRelayRestMs - 1)), IsEmpty());
  EXPECT_THAT(order.ToAsk(kMorning + kForeignRelayRestMs), ElementsAre(kNear));
  order.TryAgain();
  EXPECT_THAT(order.ToAsk(kMorning), ElementsAre(kNear));
}

TEST(RelayOrder, ManyThatAnnounceThemselvesTakeNeitherMemoryNorTime) {
  RelayOrder order({kNear});
  std::vector<std::string> crowd;
  for (int i = 0; i < 100; ++i) crowd.push_back("http://10.9.0." + std::to_string(i) + ":80");
  order.Found(crowd);
  EXPECT_EQ(order.All().size(), 1 + kMostFoundRelays);
  EXPECT_EQ(order.ToAsk(kMorning).size(), kMostRelaysAsked);
  EXPECT_EQ(order.ToAsk(kMorning).front(), kNear);
}

TEST(RelayOrder, WhatAnnouncesItselfNoMoreIsForgottenAndTheSettingsStay) {
  RelayOrder order({kNear});
  order.Found({kFar, kNear});
  ASSERT_EQ(order.All().size(), 2U);
  order.Found({});
  ASSERT_EQ(order.All().size(), 1U);
  EXPECT_EQ(order.All().front().base, kNear);
  order.Well(kFar, 1);  // Nobody knows it any more.
  EXPECT_EQ(order.All().size(), 1U);
}

}  // namespace
}  // namespace lianxiao::sync
