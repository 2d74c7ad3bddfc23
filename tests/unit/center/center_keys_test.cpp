#include "center/keys/center_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "center/county.h"
#include "center/county_files.h"
#include "center/keys/apply_root.h"
#include "center/keys/key_report.h"
#include "center/tls/tls_files.h"
#include "tests/unit/center/fake_clock.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

using ::testing::IsEmpty;
using ::testing::StartsWith;
namespace fs = std::filesystem;

class CenterKeysTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    ASSERT_TRUE(Init(disk_, clock_, county_, {}));
    for (const auto* name : {"root-1", "root-2", "root-3"}) {
      root_.push_back(*LoadSigningKey(disk_, RootKeysFolder(county_) + "/" + name + ".key", {}));
    }
    fs::remove_all(RootKeysFolder(county_));
    first_ = *LoadCard(disk_, county_);
  }

  Result<Proposal> NewKeys(const Passphrase& passphrase = {}) {
    RootWish wish;
    LIANXIAO_ASSIGN(wish.center, MakeNextCenterKeys(disk_, clock_, county_, passphrase));
    LIANXIAO_ASSIGN(const auto newest, ReadNewestRoot(disk_, county_));
    LIANXIAO_ASSIGN(const auto next, NextRoot(newest.root.body, wish, clock_.wall + kRootDays * kDayMs));
    LIANXIAO_ASSIGN(auto proposal, Proposal::Make(newest, next));
    LIANXIAO_TRY(proposal.Sign(root_[0]));
    LIANXIAO_TRY(proposal.Sign(root_[2]));
    return proposal;
  }
  Result<PublishSummary> Apply(const Proposal& proposal, const Passphrase& passphrase = {}) {
    return ApplyRoot(disk_, clock_, log_, county_, proposal, passphrase);
  }
  // Everything of the center is of these keys, and nothing waits.
  void ExpectInStepWith(const formats::TufCenter& named) {
    const auto card = LoadCard(disk_, county_);
    EXPECT_EQ(card->sign, named.sign);
    EXPECT_EQ(card->seal, named.seal);
    EXPECT_EQ(card->root_sha256, first_.root_sha256);
    EXPECT_EQ(card->name, first_.name);
    const auto keys = LoadCenterKeys(disk_, county_);
    ASSERT_TRUE(keys) << keys.error().message;
    EXPECT_EQ(keys->sign.verify, named.sign);
    EXPECT_EQ(keys->seal.seal, named.seal);
    EXPECT_TRUE(LoadTls(disk_, county_, named.sign)) << "the word on the TLS key is signed anew";
    EXPECT_FALSE(fs::exists(NextKeyFile(county_, "center-sign")));
    EXPECT_FALSE(fs::exists(NextKeyFile(county_, "center-seal")));
    EXPECT_THAT(ReadKeys(disk_, county_)->waiting, IsEmpty());
  }
  static formats::TufCenter NamedBy(const Proposal& proposal) { return *proposal.next().root.body.center; }

  TempFolder temp_;
  storage::RealDisk disk_{storage::Readable::kEveryone};
  FakeClock clock_;
  NoLog log_;
  std::string county_ = temp_.At("county");
  std::vector<SigningKey> root_;
  formats::CenterCard first_;
};

TEST_F(CenterKeysTest, AreNamedByTheRootAndThenInUse) {
  const auto number = LoadTls(disk_, county_, first_.sign)->statement.number;
  const auto proposal = NewKeys();
  ASSERT_TRUE(proposal) << proposal.error().message;
  EXPECT_EQ(LoadCard(disk_, county_)->sign, first_.sign) << "a proposal changes nothing";
  EXPECT_EQ(ReadKeys(disk_, county_)->waiting, std::vector<std::string>{"center"});
  const auto applied = Apply(*proposal);
  ASSERT_TRUE(applied) << applied.error().message;
  const auto named = NamedBy(*proposal);
  EXPECT_NE(named.sign, first_.sign);
  EXPECT_NE(named.seal, first_.seal);
  ExpectInStepWith(named);
  EXPECT_EQ(LoadTls(disk_, county_, named.sign)->statement.number, number + 1);
  EXPECT_TRUE(LoadTlsStatementBy(disk_, county_, named.sign));
  EXPECT_EQ(LoadTlsStatementBy(disk_, county_, first_.sign).error().code, ErrorCode::kNotFound)
      << "a center that still goes on with the old keys does not send boxes on";
  EXPECT_EQ(SettleCenterKeys(disk_, clock_, county_, {}).value(), 2);
}

TEST_F(CenterKeysTest, AreSaidInTheProposal) {
  const auto first = NewKeys();
  const auto one = NamedBy(*first);
  using Kind = RootChange::Kind;
  EXPECT_THAT(first->Changes(),
              testing::IsSupersetOf({RootChange{Kind::kKeyIn, "center-sign", one.sign.Hex()},
                                     RootChange{Kind::kKeyIn, "center-seal", one.seal.Hex()}}));
  ASSERT_TRUE(Apply(*first));
  const auto second = NewKeys();
  EXPECT_THAT(second->Changes(),
              testing::IsSupersetOf({RootChange{Kind::kKeyOut, "center-sign", one.sign.Hex()},
                                     RootChange{Kind::kKeyOut, "center-seal", one.seal.Hex()},
                                     RootChange{Kind::kKeyIn, "center-sign", NamedBy(*second).sign.Hex()}}));
}

TEST_F(CenterKeysTest, StayNamedByLaterRoots) {
  const auto proposal = NewKeys();
  ASSERT_TRUE(Apply(*proposal));
  const auto newest = ReadNewestRoot(disk_, county_);
  const auto renewed = NextRoot(newest->root.body, {}, clock_.wall + kRootDays * kDayMs);
  EXPECT_EQ(renewed->center, NamedBy(*proposal));
  const auto again = NextRoot(newest->root.body, {.center = NamedBy(*proposal)}, clock_.wall + kDayMs);
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().message, StartsWith("keys.already_in"));
}

// The power may go after each file; the next start of centerd goes on, and so does the same apply.
TEST_F(CenterKeysTest, CutOffAnywhereTheNextStartGoesOn) {
  using Step = std::function<void(const Proposal&)>;
  const std::vector<Step> done = {
      [](const Proposal&) {},
      [this](const Proposal&) {
        fs::rename(NextKeyFile(county_, "center-sign"), KeyFile(county_, "center-sign"));
      },
      [this](const Proposal&) {
        fs::rename(NextKeyFile(county_, "center-seal"), KeyFile(county_, "center-seal"));
      },
      [this](const Proposal&) {
        const auto keys = LoadCenterKeys(disk_, county_);
        ASSERT_TRUE(SignTlsAnew(clock_, county_, LoadCard(disk_, county_)->sign, keys->sign));
      }};
  for (std::size_t cut = 1; cut <= done.size(); ++cut) {
    SCOPED_TRACE(cut);
    const auto proposal = NewKeys();
    ASSERT_TRUE(proposal) << proposal.error().message;
    const auto& next = proposal->next();
    temp_.Write("county/repository/metadata/" + std::to_string(next.root.body.version) + ".root.json",
                next.bytes);
    for (std::size_t step = 0; step < cut; ++step) done[step](*proposal);
    const auto settled = SettleCenterKeys(disk_, clock_, county_, {});
    ASSERT_TRUE(settled) << settled.error().message;
    EXPECT_EQ(*settled, next.root.body.version);
    ExpectInStepWith(NamedBy(*proposal));
    const auto again = Apply(*proposal);
    EXPECT_TRUE(again) << again.error().message;
    ExpectInStepWith(NamedBy(*proposal));
  }
}

TEST_F(CenterKeysTest, WithoutThemHereNothingIsPublished) {
  const auto proposal = NewKeys();
  fs::remove(NextKeyFile(county_, "center-seal"));
  const auto refused = Apply(*proposal);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, StartsWith("keys.not_here"));
  EXPECT_EQ(ReadNewestRoot(disk_, county_)->root.body.version, 1);
  EXPECT_EQ(LoadCard(disk_, county_)->seal, first_.seal);
  EXPECT_TRUE(LoadCenterKeys(disk_, county_));
}

TEST_F(CenterKeysTest, LockedOnesNeedTheirPassphraseBeforeAnythingIsPublished) {
  const Passphrase words("four words drawn by lot");
  const auto proposal = NewKeys(words);
  ASSERT_TRUE(proposal) << proposal.error().message;
  const auto refused = Apply(*proposal);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("keys.passphrase_needed"));
  EXPECT_EQ(ReadNewestRoot(disk_, county_)->root.body.version, 1);
  ASSERT_TRUE(Apply(*proposal, words));
  EXPECT_EQ(LoadCenterKeys(disk_, county_, words)->sign.verify, NamedBy(*proposal).sign);
}

// A disk that died, and no copy of keys/: what is lost is replaced like what is stolen.
TEST_F(CenterKeysTest, ReplaceOnesThatAreLost) {
  fs::remove(KeyFile(county_, "center-sign"));
  fs::remove(KeyFile(county_, "center-seal"));
  const auto proposal = NewKeys();
  ASSERT_TRUE(proposal) << proposal.error().message;
  ASSERT_TRUE(Apply(*proposal));
  ExpectInStepWith(NamedBy(*proposal));
}

TEST_F(CenterKeysTest, AStartLeavesTheWorkToWhoIsAtItAlready) {
  const auto proposal = NewKeys();
  temp_.Write("county/repository/metadata/2.root.json", proposal->next().bytes);
  const auto busy = Publisher::Open(disk_, clock_, log_, county_);
  ASSERT_TRUE(busy) << busy.error().message;
  EXPECT_EQ(SettleCenterKeys(disk_, clock_, county_, {}).value(), 2);
  EXPECT_EQ(LoadCard(disk_, county_)->sign, first_.sign);
}

}  // namespace
}  // namespace lianxiao::center
