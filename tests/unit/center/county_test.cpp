#include "center/county.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "center/keys/publish_keys.h"
#include "center/keys/root_chain.h"
#include "center/publish/metadata.h"
#include "storage/base/digest.h"
#include "storage/base/encoding.h"
#include "tests/unit/center/fake_clock.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

class CountyTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }

  TempFolder temp_;
  storage::RealDisk disk_{storage::Readable::kEveryone};
  FakeClock clock_;
  std::string county_ = temp_.At("county");
};

TEST_F(CountyTest, ANewCountyHasASignedEmptyRepository) {
  ASSERT_TRUE(Init(disk_, clock_, county_, {.name = "青禾县电教站"}));
  const auto metadata = ReadMetadata(disk_, county_);
  ASSERT_TRUE(metadata) << metadata.error().message;
  EXPECT_EQ(metadata->timestamp.version, 1);
  EXPECT_EQ(metadata->snapshot.version, 1);
  EXPECT_TRUE(metadata->targets.targets.empty());
}

TEST_F(CountyTest, ItsRootNeedsTwoOfThreeKeys) {
  ASSERT_TRUE(Init(disk_, clock_, county_, {}));
  const auto bytes = temp_.Read("county/repository/metadata/1.root.json");
  const auto root = formats::ParseTufRoot(bytes);
  ASSERT_TRUE(root) << root.error().message;
  const auto& role = root->body.roles.at("root");
  EXPECT_EQ(role.key_ids.size(), 3u);
  EXPECT_EQ(role.threshold, 2);
  EXPECT_TRUE(CheckSignatures(root->canonical, root->signatures, root->body.keys, role));
  EXPECT_FALSE(CheckSignatures(root->canonical, std::span(root->signatures).first(1), root->body.keys, role));
  EXPECT_EQ(LoadCard(disk_, county_)->root_sha256, Sha256Hex(bytes));
}

TEST_F(CountyTest, KeysComeBackAndNobodyElseReadsThem) {
  ASSERT_TRUE(Init(disk_, clock_, county_, {.name = "青禾县电教站"}));
  const auto keys = LoadCenterKeys(disk_, county_);
  ASSERT_TRUE(keys) << keys.error().message;
  const auto card = LoadCard(disk_, county_);
  ASSERT_TRUE(card) << card.error().message;
  EXPECT_EQ(card->name, "青禾县电教站");
  EXPECT_EQ(card->sign, keys->sign.verify);
  EXPECT_EQ(card->seal, keys->seal.seal);
  int files = 0;
  for (const auto* folder : {"/keys", "/root-keys"}) {
    for (const auto& entry : std::filesystem::directory_iterator(county_ + folder)) {
      struct stat info {};
      ASSERT_EQ(stat(entry.path().c_str(), &info), 0);
      EXPECT_EQ(info.st_mode & 0777u, 0600u) << entry.path();
      ++files;
    }
  }
  EXPECT_EQ(files, 8);
}

TEST_F(CountyTest, PublishesAndServesWithTheRootKeysCarriedAway) {
  ASSERT_TRUE(Init(disk_, clock_, county_, {}));
  std::filesystem::remove_all(county_ + "/root-keys");
  EXPECT_TRUE(LoadCenterKeys(disk_, county_));
  const auto root = ReadNewestRoot(disk_, county_);
  ASSERT_TRUE(root) << root.error().message;
  const auto keys = LoadPublishKeys(disk_, county_, root->root.body, {});
  EXPECT_TRUE(keys) << keys.error().message;
}

TEST_F(CountyTest, SaysWhichKeyIsMissingOrSwapped) {
  ASSERT_TRUE(Init(disk_, clock_, county_, {}));
  const auto root = *ReadNewestRoot(disk_, county_);
  std::filesystem::copy_file(county_ + "/keys/snapshot.key", county_ + "/keys/targets.key",
                             std::filesystem::copy_options::overwrite_existing);
  const auto swapped = LoadPublishKeys(disk_, county_, root.root.body, {});
  ASSERT_FALSE(swapped);
  EXPECT_EQ(swapped.error().code, ErrorCode::kInvalid);
  EXPECT_NE(swapped.error().message.find("targets.key"), std::string::npos);
  std::filesystem::remove(county_ + "/keys/targets.key");
  const auto missing = LoadPublishKeys(disk_, county_, root.root.body, {});
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(missing.error().message.find("keys.not_here"), std::string::npos);
}

TEST_F(CountyTest, KeysOfACountyBeforeTheyHadLocksAreStillRead) {
  ASSERT_TRUE(Init(disk_, clock_, county_, {}));
  const auto before = *LoadCenterKeys(disk_, county_);
  temp_.Write("county/keys/center-sign.key",
              "lianxiao key 1\nname: center-sign\nsecret: " + ToHex(before.sign.seed.View()) + "\n");
  temp_.Write("county/keys/center-seal.key",
              "lianxiao key 1\nname: center-seal\nsecret: " + ToHex(before.seal.secret.View()) + "\n");
  const auto keys = LoadCenterKeys(disk_, county_);
  ASSERT_TRUE(keys) << keys.error().message;
  EXPECT_EQ(keys->sign.verify, before.sign.verify);
  EXPECT_EQ(keys->seal.seal, before.seal.seal);
}

TEST_F(CountyTest, LockedKeysOfDailyWorkOpenWithTheirPassphraseOnly) {
  const Passphrase passphrase(SecretBytes("four words drawn by lot"));
  const LockCost cheap{.passes = 1, .memory_bytes = 8192};
  ASSERT_TRUE(Init(disk_, clock_, county_, {.online_passphrase = passphrase, .cost = cheap}));
  EXPECT_TRUE(LoadCenterKeys(disk_, county_, passphrase));
  const auto locked = LoadCenterKeys(disk_, county_);
  ASSERT_FALSE(locked);
  EXPECT_EQ(locked.error().message.find("keys.passphrase_needed"), 0u);
  const auto wrong = LoadCenterKeys(disk_, county_, SecretBytes("another passphrase"));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message.find("keys.passphrase_wrong"), 0u);
}

TEST_F(CountyTest, NeverWritesOverWhatIsThere) {
  ASSERT_TRUE(Init(disk_, clock_, county_, {}));
  const auto before = temp_.Read("county/center-card.json");
  const auto again = Init(disk_, clock_, county_, {});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kInvalid);
  EXPECT_NE(again.error().message.find("already is a county folder"), std::string::npos);
  EXPECT_EQ(temp_.Read("county/center-card.json"), before);

  temp_.Write("photos/a.jpg", "x");
  EXPECT_NE(Init(disk_, clock_, temp_.At("photos"), {}).error().message.find("not empty"), std::string::npos);
  temp_.Write("half/keys/root-1.key", "x");
  EXPECT_NE(Init(disk_, clock_, temp_.At("half"), {}).error().message.find("interrupted init"),
            std::string::npos);
  temp_.Write("file", "x");
  EXPECT_FALSE(Init(disk_, clock_, temp_.At("file"), {}));
}

TEST_F(CountyTest, SaysHowToMakeACountyWhereThereIsNone) {
  const auto keys = LoadCenterKeys(disk_, temp_.At("nowhere"));
  ASSERT_FALSE(keys);
  EXPECT_EQ(keys.error().code, ErrorCode::kNotFound);
  EXPECT_NE(keys.error().message.find("lianxiao center init"), std::string::npos);
}

}  // namespace
}  // namespace lianxiao::center
