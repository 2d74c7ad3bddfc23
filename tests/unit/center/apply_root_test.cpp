#include "center/keys/apply_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "center/county.h"
#include "center/county_files.h"
#include "center/keys/publish_keys.h"
#include "center/publish/metadata.h"
#include "tests/unit/center/fake_clock.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

using ::testing::StartsWith;
namespace fs = std::filesystem;

class ApplyRootTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    ASSERT_TRUE(Init(disk_, clock_, county_, {}));
    for (const auto* name : {"root-1", "root-2", "root-3"}) {
      root_.push_back(*LoadSigningKey(disk_, RootKeysFolder(county_) + "/" + name + ".key", {}));
    }
    fs::remove_all(RootKeysFolder(county_));
    ASSERT_TRUE(Publish());
  }

  Result<PublishSummary> Publish() {
    LIANXIAO_ASSIGN(const auto publisher, Publisher::Open(disk_, clock_, log_, county_));
    return publisher->Publish({}, [](const Step&) {});
  }

  // Signed by two.
  Result<Proposal> Rotate(const std::vector<std::string>& roles) {
    RootWish wish;
    for (const auto& role : roles) {
      LIANXIAO_ASSIGN(wish.online[role], MakeNextKey(disk_, clock_, county_, role, {}));
    }
    LIANXIAO_ASSIGN(const auto newest, ReadNewestRoot(disk_, county_));
    LIANXIAO_ASSIGN(const auto next, NextRoot(newest.root.body, wish, clock_.wall + kRootDays * kDayMs));
    LIANXIAO_ASSIGN(auto proposal, Proposal::Make(newest, next));
    LIANXIAO_TRY(proposal.Sign(root_[0]));
    LIANXIAO_TRY(proposal.Sign(root_[1]));
    return proposal;
  }
  Result<PublishSummary> Apply(const Proposal& proposal) {
    return ApplyRoot(disk_, clock_, log_, county_, proposal, {});
  }
  Metadata Now() {
    const auto read = ReadMetadata(disk_, county_);
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    return read ? *read : Metadata{};
  }
  // What a thief with the timestamp key would put in the place of the county's.
  void PublishAsThief(const SigningKey& timestamp, std::int64_t version) {
    auto forged = Now().timestamp;
    forged.version = version;
    temp_.Write("county/repository/metadata/timestamp.json",
                SignTufTimestamp(forged, std::span(&timestamp, 1)));
  }

  TempFolder temp_;
  storage::RealDisk disk_{storage::Readable::kEveryone};
  FakeClock clock_;
  NoLog log_;
  std::string county_ = temp_.At("county");
  std::vector<SigningKey> root_;
};

TEST_F(ApplyRootTest, ANewTimestampKeySignsFromTheRootOnThatNamesIt) {
  const auto old = fs::exists(KeyFile(county_, "timestamp")) ? temp_.Read("county/keys/timestamp.key") : "";
  const auto proposal = Rotate({"timestamp"});
  ASSERT_TRUE(proposal) << proposal.error().message;
  const auto before = Now().timestamp.version;
  const auto applied = Apply(*proposal);
  ASSERT_TRUE(applied) << applied.error().message;
  EXPECT_EQ(ReadNewestRoot(disk_, county_)->root.body.version, 2);
  EXPECT_GT(Now().timestamp.version, before);
  EXPECT_NE(temp_.Read("county/keys/timestamp.key"), old);
  EXPECT_FALSE(fs::exists(NextKeyFile(county_, "timestamp")));
  EXPECT_TRUE(Publish());
}

TEST_F(ApplyRootTest, EveryOnlineKeyAtOnceAndTheCountyGoesOn) {
  ASSERT_TRUE(Apply(*Rotate({"targets", "snapshot", "timestamp"})));
  EXPECT_TRUE(Publish());
  ASSERT_TRUE(Apply(*Rotate({"targets"})));
  EXPECT_EQ(ReadNewestRoot(disk_, county_)->root.body.version, 3);
  EXPECT_TRUE(Publish());
}

TEST_F(ApplyRootTest, ACountyFromBeforeTheBookOfSignaturesBeginsOneWithWhatIsPublished) {
  fs::remove(WorkshopFile(county_));  // As an empty one would be.
  ASSERT_TRUE(Apply(*Rotate({"timestamp"})));
  EXPECT_GT(Now().timestamp.version, 1);
}

TEST_F(ApplyRootTest, APublishThatWasSignedWithAStolenKeyIsNoticed) {
  const auto stolen = LoadSigningKey(disk_, KeyFile(county_, "timestamp"), {});
  PublishAsThief(*stolen, std::int64_t{1} << 31);
  const auto refused = Publish();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUntrusted);
  EXPECT_THAT(refused.error().message, StartsWith("keys.stranger"));
}

TEST_F(ApplyRootTest, VersionsThatAThiefRanUpAreLeftBehind) {
  const auto stolen = LoadSigningKey(disk_, KeyFile(county_, "timestamp"), {});
  const auto before = Now().timestamp.version;
  PublishAsThief(*stolen, std::int64_t{1} << 31);
  ASSERT_TRUE(Apply(*Rotate({"timestamp"})));
  EXPECT_EQ(Now().timestamp.version, before + 1);
  EXPECT_TRUE(Publish());
}

TEST_F(ApplyRootTest, CutOffAfterTheRootEitherWayGoesOn) {
  const auto proposal = Rotate({"timestamp", "snapshot"});
  ASSERT_TRUE(proposal);
  temp_.Write("county/repository/metadata/2.root.json", proposal->next().bytes);  // And then the power went.
  ASSERT_FALSE(ReadMetadata(disk_, county_));
  EXPECT_TRUE(Publish());  // The daily timer, say.
  EXPECT_GT(Now().timestamp.version, 1);
  const auto again = Apply(*proposal);
  EXPECT_TRUE(again) << again.error().message;
  EXPECT_FALSE(fs::exists(NextKeyFile(county_, "timestamp")));
  EXPECT_TRUE(Publish());
}

TEST_F(ApplyRootTest, ChangesNothingWhileSomebodyElseIsAtWork) {
  const auto proposal = Rotate({"timestamp"});
  const auto busy = Publisher::Open(disk_, clock_, log_, county_);
  ASSERT_TRUE(busy);
  const auto refused = Apply(*proposal);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
  EXPECT_EQ(ReadNewestRoot(disk_, county_)->root.body.version, 1);
}

TEST_F(ApplyRootTest, WithoutTheNewKeyNothingIsPublished) {
  const auto proposal = Rotate({"timestamp"});
  fs::remove(NextKeyFile(county_, "timestamp"));
  const auto refused = Apply(*proposal);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, StartsWith("keys.not_here"));
  EXPECT_EQ(ReadNewestRoot(disk_, county_)->root.body.version, 1);
  EXPECT_TRUE(Publish());
}

TEST_F(ApplyRootTest, AProposalForAnOlderRootIsRefused) {
  const auto first = Rotate({"timestamp"});
  const auto second = Rotate({"timestamp"});  // Replaces the first one's key.
  ASSERT_TRUE(Apply(*second));
  const auto refused = Apply(*first);
  ASSERT_FALSE(refused);
  EXPECT_EQ(ReadNewestRoot(disk_, county_)->root.body.version, 2);
}

TEST_F(ApplyRootTest, AStrangeRootInTheWayIsNamed) {
  const auto forged = SignTufRoot(ReadNewestRoot(disk_, county_)->root.body, std::span(root_).first(1));
  temp_.Write("county/repository/metadata/2.root.json", forged);
  const auto refused = Publish();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, StartsWith("keys.strange_root"));
  fs::remove(county_ + "/repository/metadata/2.root.json");
  EXPECT_TRUE(Publish());
}

TEST_F(ApplyRootTest, DamagedMetadataIsWrittenAnew) {
  temp_.Write("county/repository/metadata/" + std::to_string(Now().snapshot.version) + ".snapshot.json",
              "{}");
  ASSERT_FALSE(ReadMetadata(disk_, county_));
  EXPECT_TRUE(Publish());
  Now();
}

}  // namespace
}  // namespace lianxiao::center
