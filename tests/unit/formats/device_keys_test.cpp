// New keys of a box: who may name them, and what a center's word about them is worth.
#include "storage/formats/device_keys.h"

#include <gtest/gtest.h>

namespace lianxiao::formats {
namespace {

class DeviceKeysTest : public testing::Test {
 protected:
  SigningKey old_ = SigningKey::Generate(), next_ = SigningKey::Generate();
  OpenKey center_ = OpenKey::Generate();
  NewKeys keys_{std::string(32, 'd'), next_.verify, OpenKey::Generate().seal, std::string(16, 'e'), 7};
};

TEST_F(DeviceKeysTest, AreReadAsSealed) {
  const auto opened = OpenNewKeys(SealNewKeys(keys_, old_, next_, center_.seal), center_, old_.verify);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(*opened, keys_);
  keys_.epoch.clear();
  keys_.through_seq = 0;
  EXPECT_EQ(*OpenNewKeys(SealNewKeys(keys_, old_, next_, center_.seal), center_, old_.verify), keys_);
}

TEST_F(DeviceKeysTest, OnlyTheOldKeyMayNameThem) {
  const auto thief = SigningKey::Generate();
  const auto opened = OpenNewKeys(SealNewKeys(keys_, thief, next_, center_.seal), center_, old_.verify);
  EXPECT_EQ(opened.error().code, ErrorCode::kUntrusted);
  EXPECT_EQ(OpenNewKeys("no envelope", center_, old_.verify).error().code, ErrorCode::kCorrupt);
}

TEST_F(DeviceKeysTest, TheNewKeyMustBeThere) {
  const auto another = SigningKey::Generate();
  const auto opened = OpenNewKeys(SealNewKeys(keys_, old_, another, center_.seal), center_, old_.verify);
  EXPECT_EQ(opened.error().code, ErrorCode::kUntrusted);
}

TEST_F(DeviceKeysTest, OnlyTheCenterConfirmsThem) {
  const auto center = SigningKey::Generate();
  const auto json = SignKeysTaken({keys_.device, keys_.sign, keys_.seal, WallTime{5}}, center);
  const auto taken = OpenKeysTaken(json, center.verify);
  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_EQ(taken->device, keys_.device);
  EXPECT_EQ(taken->sign, keys_.sign);
  EXPECT_EQ(taken->seal, keys_.seal);
  EXPECT_EQ(taken->at, WallTime{5});
  EXPECT_EQ(OpenKeysTaken(json, old_.verify).error().code, ErrorCode::kUntrusted);
  auto changed = json;
  changed.replace(changed.find("\"at_ms\":5"), 9, "\"at_ms\":6");
  EXPECT_EQ(OpenKeysTaken(changed, center.verify).error().code, ErrorCode::kUntrusted);
}

}  // namespace
}  // namespace lianxiao::formats
