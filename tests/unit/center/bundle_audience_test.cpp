#include "center/publish/bundle_audience.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lianxiao::center {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

constexpr WallTime kNow{1'795'250'000'000};

Pairing Helps(const std::string& helper, const std::string& school) {
  Pairing pairing;
  pairing.helper = helper;
  pairing.school = school;
  pairing.from = kNow + -kDayMs;
  return pairing;
}

formats::Bundle For(std::vector<formats::BundlePairing> pairings) {
  return {.id = "maths", .name = "数学", .resources = {"sx-1"}, .pairings = std::move(pairings)};
}

const formats::BundlePairing kLongtan{.school = "longtan", .helper = "zhenxiao", .studio = {}};
const formats::BundlePairing kOfChen{.school = "longtan", .helper = {}, .studio = "chen"};

TEST(BundleAudiences, APairingIsItsTwoSchoolsInWhatIsSigned) {
  const BundleAudiences audiences({Helps("zhenxiao", "longtan"), Helps("other", "far")}, {});
  auto bundle = For({kLongtan});
  ASSERT_TRUE(audiences.Check(bundle));
  auto sent = audiences.ForBoxes(bundle, kNow);
  ASSERT_TRUE(sent);
  EXPECT_THAT(sent->schools, ElementsAre("longtan", "zhenxiao"));
  EXPECT_FALSE(sent->NeedsSchools());
  EXPECT_EQ(formats::ToJson(*sent).find("pairings"), std::string::npos)
      << "older boxes need know nothing new";
  bundle.schools = {"beside"};
  EXPECT_THAT(audiences.ForBoxes(bundle, kNow)->schools, ElementsAre("beside", "longtan", "zhenxiao"));
}

TEST(BundleAudiences, AStudiosPairingIsTheSchoolItHelpsAndItsSeat) {
  auto pairing = Helps("chen", "longtan");
  pairing.kind = HelperKind::kStudio;
  EXPECT_THAT(BundleAudiences({pairing}, {}).ForBoxes(For({kOfChen}), kNow)->schools, ElementsAre("longtan"));
  pairing.seat = "zhenxiao";
  const BundleAudiences seated({pairing}, {});
  EXPECT_THAT(seated.ForBoxes(For({kOfChen}), kNow)->schools, ElementsAre("longtan", "zhenxiao"));
  EXPECT_FALSE(seated.Check(For({kLongtan}))) << "a school of the studio's name is another helper";
}

TEST(BundleAudiences, OnceThePairingsAreOverItGoesToNobodyAndNeverToAll) {
  auto over = Helps("zhenxiao", "longtan");
  over.until = kNow;
  EXPECT_FALSE(BundleAudiences({over}, {}).ForBoxes(For({kLongtan}), kNow));
  auto to_come = Helps("zhenxiao", "longtan");
  to_come.from = kNow + 1;
  EXPECT_FALSE(BundleAudiences({to_come}, {}).ForBoxes(For({kLongtan}), kNow));
  EXPECT_FALSE(BundleAudiences({}, {}).ForBoxes(For({kLongtan}), kNow));
  const auto for_all = For({});
  EXPECT_EQ(BundleAudiences({}, {}).ForBoxes(for_all, kNow), for_all);
}

TEST(BundleAudiences, AnAllianceIsItsSchools) {
  const BundleAudiences audiences({}, {{.id = "north",
                                        .name = "北片",
                                        .central = "zhenxiao",
                                        .schools = {{"longtan", ""}, {"zhenxiao", ""}}}});
  auto bundle = For({});
  bundle.alliances = {"north"};
  ASSERT_TRUE(audiences.Check(bundle));
  EXPECT_THAT(audiences.ForBoxes(bundle, kNow)->schools, ElementsAre("longtan", "zhenxiao"));
  bundle.alliances = {"south"};
  EXPECT_THAT(audiences.Check(bundle).error().message, StartsWith("bundle.alliance"));
}

}  // namespace
}  // namespace lianxiao::center
