#include "center/county.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "center/publish/metadata.h"
#include "storage/base/digest.h"
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
  const auto keys = LoadKeys(disk_, county_);
  ASSERT_TRUE(keys) << keys.error().message;
  EXPECT_EQ(keys->root.size(), 3u);
  const auto card = LoadCard(disk_, county_);
  ASSERT_TRUE(card) << card.error().message;
  EXPECT_EQ(card->name, "青禾县电教站");
  EXPECT_EQ(card->sign, keys->sign.verify);
  EXPECT_EQ(card->seal, keys->seal.seal);
  for (const auto& entry : std::filesystem::directory_iterator(county_ + "/keys")) {
    struct stat info {};
    ASSERT_EQ(stat(entry.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777u, 0600u) << entry.path();
  }
}

TEST_F(CountyTest, WorksWithoutTheRootKeysOnThisMachine) {
  ASSERT_TRUE(Init(disk_, clock_, county_, {}));
  for (const auto* key : {"root-1", "root-3"}) std::filesystem::remove(county_ + "/keys/" + key + ".key");
  const auto keys = LoadKeys(disk_, county_);
  ASSERT_TRUE(keys) << keys.error().message;
  EXPECT_EQ(keys->root.size(), 1u);
}

TEST_F(CountyTest, SaysWhichKeyIsMissingOrSwapped) {
  ASSERT_TRUE(Init(disk_, clock_, county_, {}));
  std::filesystem::copy_file(county_ + "/keys/snapshot.key", county_ + "/keys/targets.key",
                             std::filesystem::copy_options::overwrite_existing);
  const auto swapped = LoadKeys(disk_, county_);
  ASSERT_FALSE(swapped);
  EXPECT_EQ(swapped.error().code, ErrorCode::kInvalid);
  EXPECT_NE(swapped.error().message.find("targets.key"), std::string::npos);
  std::filesystem::remove(county_ + "/keys/targets.key");
  EXPECT_EQ(LoadKeys(disk_, county_).error().code, ErrorCode::kNotFound);
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
  const auto keys = LoadKeys(disk_, temp_.At("nowhere"));
  ASSERT_FALSE(keys);
  EXPECT_EQ(keys.error().code, ErrorCode::kNotFound);
  EXPECT_NE(keys.error().message.find("lianxiao center init"), std::string::npos);
}

}  // namespace
}  // namespace lianxiao::center
