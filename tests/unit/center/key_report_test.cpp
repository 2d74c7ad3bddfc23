#include "center/keys/key_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "center/county.h"
#include "tests/unit/center/fake_clock.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr WallTime kNow{1'795'000'000'000};

RoleReport Role(const std::string& role, std::int64_t days_left, std::vector<KeyPlace> keys) {
  return {role, 1, std::move(keys), 1, kNow + days_left * kDayMs};
}

TEST(WhatIsDue, NothingIsInAWellKeptCounty) {
  EXPECT_THAT(
      WhatIsDue({{Role("root", 400, {{"aa", "", false}}), Role("timestamp", 13, {{"bb", "f", false}})}},
                kNow),
      IsEmpty());
}

TEST(WhatIsDue, ARootIsDueSixtyDaysBeforeItsEndAndATimestampWhenItsTimerStopped) {
  EXPECT_THAT(WhatIsDue({{Role("root", 61, {}), Role("timestamp", 9, {})}}, kNow),
              ElementsAre(Due{"cli.keys.due.metadata_soon", "timestamp", "", 9}));
  EXPECT_THAT(WhatIsDue({{Role("root", 59, {}), Role("timestamp", -2, {})}}, kNow),
              ElementsAre(Due{"cli.keys.due.metadata_expired", "timestamp", "", -3},
                          Due{"cli.keys.due.root_soon", "root", "", 59}));
}

TEST(WhatIsDue, RootKeysThatLieHereAndDailyKeysThatDoNot) {
  EXPECT_THAT(WhatIsDue({{Role("root", 400, {{"aa", "root-keys/root-1.key", true}}),
                          Role("targets", 300, {{"0123456789", "", false}})},
                         {"snapshot"}},
                        kNow),
              ElementsAre(Due{"cli.keys.due.root_key_here", "root", "root-keys/root-1.key", 0},
                          Due{"cli.keys.due.key_missing", "targets", "01234567", 0},
                          Due{"cli.keys.due.waiting", "snapshot", "", 0}));
}

TEST(KeyReport, ANewCountyIsToldToCarryItsRootKeysAway) {
  ASSERT_TRUE(InitCrypto());
  const TempFolder temp;
  storage::RealDisk disk;
  const FakeClock clock;
  ASSERT_TRUE(Init(disk, clock, temp.At("county"), {}));
  auto report = ReadKeys(disk, temp.At("county"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->broken, "");
  ASSERT_EQ(report->roles.size(), 6u);
  EXPECT_EQ(report->roles[0].threshold, 2);
  EXPECT_EQ(WhatIsDue(*report, clock.wall).size(), 3u);
  std::filesystem::remove_all(temp.At("county/root-keys"));
  EXPECT_THAT(WhatIsDue(*ReadKeys(disk, temp.At("county")), clock.wall), IsEmpty());
  std::filesystem::remove(temp.At("county/repository/metadata/timestamp.json"));
  report = ReadKeys(disk, temp.At("county"));
  ASSERT_TRUE(report);
  EXPECT_NE(report->broken, "");
}

}  // namespace
}  // namespace lianxiao::center
