#include "center/keys/proposal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lianxiao::center {
namespace {

using formats::TufKey;
using ::testing::ElementsAre;
using ::testing::StartsWith;

constexpr WallTime kNow{1'795'000'000'000};
constexpr WallTime kNextYear{kNow.ms + 365 * kDayMs};

std::string IdOf(const SigningKey& key) { return TufKey::From(key.verify).Id(); }

class ProposalTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    for (int i = 0; i < 3; ++i) root_.push_back(SigningKey::Generate());
    formats::TufRoot body{.version = 1, .expires = kNextYear};
    for (const auto& key : root_) Add(body, "root", key);
    body.roles["root"].threshold = 2;
    Add(body, "targets", targets_);
    Add(body, "snapshot", snapshot_);
    Add(body, "timestamp", timestamp_);
    current_.bytes = SignTufRoot(body, std::span(root_).first(2));
    current_.root = *formats::ParseTufRoot(current_.bytes);
  }

  static void Add(formats::TufRoot& root, const std::string& role, const SigningKey& key) {
    root.keys[IdOf(key)] = TufKey::From(key.verify);
    root.roles[role].key_ids.push_back(IdOf(key));
  }

  Result<Proposal> Propose(const RootWish& wish) const {
    LIANXIAO_ASSIGN(const auto next, NextRoot(current_.root.body, wish, kNextYear));
    return Proposal::Make(current_, next);
  }
  // Third root key lost; a new person gets one.
  Result<Proposal> ReplaceThird() const {
    return Propose({.root_out = {IdOf(root_[2])}, .root_in = {new_.verify}});
  }

  static std::string Why(const Status& status) { return status ? "" : status.error().message; }

  std::vector<SigningKey> root_;
  SigningKey targets_ = SigningKey::Generate(), snapshot_ = SigningKey::Generate(),
             timestamp_ = SigningKey::Generate(), new_ = SigningKey::Generate(),
             stranger_ = SigningKey::Generate();
  PublishedRoot current_;
};

TEST_F(ProposalTest, TwoOfThreeBringANewTimestampKeyIntoForce) {
  auto proposal = Propose({.online = {{"timestamp", new_.verify}}});
  ASSERT_TRUE(proposal) << proposal.error().message;
  EXPECT_THAT(Why(CheckMayApply(*proposal, current_, kNow)), StartsWith("keys.incomplete"));
  ASSERT_TRUE(proposal->Sign(root_[0]));
  EXPECT_THAT(Why(CheckMayApply(*proposal, current_, kNow)), StartsWith("keys.incomplete"));
  ASSERT_TRUE(proposal->Sign(root_[2]));
  EXPECT_TRUE(CheckMayApply(*proposal, current_, kNow));
  EXPECT_TRUE(CheckFollows(current_.root.body, proposal->next().root));
  const auto& role = proposal->next().root.body.roles.at("timestamp");
  EXPECT_THAT(role.key_ids, ElementsAre(IdOf(new_)));
  EXPECT_FALSE(proposal->next().root.body.keys.contains(IdOf(timestamp_)));
}

TEST_F(ProposalTest, TravelsAsAFileAndKeepsItsSignatures) {
  auto made = ReplaceThird();
  ASSERT_TRUE(made) << made.error().message;
  ASSERT_TRUE(made->Sign(root_[0]));
  auto elsewhere = Proposal::Parse(made->Text());
  ASSERT_TRUE(elsewhere) << elsewhere.error().message;
  ASSERT_TRUE(elsewhere->Sign(root_[1]));
  const auto back = Proposal::Parse(elsewhere->Text());
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->ByOld().have, 2);
  EXPECT_TRUE(CheckMayApply(*back, current_, kNow));
}

TEST_F(ProposalTest, SaysInValuesWhatWouldChange) {
  const auto proposal = ReplaceThird();
  ASSERT_TRUE(proposal);
  using Kind = RootChange::Kind;
  EXPECT_THAT(proposal->Changes(), ElementsAre(RootChange{Kind::kKeyOut, "root", IdOf(root_[2])},
                                               RootChange{Kind::kKeyIn, "root", IdOf(new_)}));
}

TEST_F(ProposalTest, ThreeNewPeopleSignBesidesTwoOldOnes) {
  const std::vector<SigningKey> fresh = {SigningKey::Generate(), SigningKey::Generate(),
                                         SigningKey::Generate()};
  RootWish wish;
  for (const auto& key : root_) wish.root_out.push_back(IdOf(key));
  for (const auto& key : fresh) wish.root_in.push_back(key.verify);
  auto proposal = Propose(wish);
  ASSERT_TRUE(proposal) << proposal.error().message;
  ASSERT_TRUE(proposal->Sign(root_[0]));
  ASSERT_TRUE(proposal->Sign(root_[1]));
  EXPECT_EQ(proposal->ByNew().Missing(), 2);
  EXPECT_THAT(Why(CheckMayApply(*proposal, current_, kNow)), StartsWith("keys.incomplete"));
  ASSERT_TRUE(proposal->Sign(fresh[2]));
  ASSERT_TRUE(proposal->Sign(fresh[0]));
  EXPECT_TRUE(CheckMayApply(*proposal, current_, kNow));
}

TEST_F(ProposalTest, AKeySignsOnceAndAStrangerNever) {
  auto proposal = ReplaceThird();
  ASSERT_TRUE(proposal);
  ASSERT_TRUE(proposal->Sign(root_[0]));
  EXPECT_THAT(Why(proposal->Sign(root_[0])), StartsWith("keys.signed_already"));
  EXPECT_THAT(Why(proposal->Sign(stranger_)), StartsWith("keys.not_of_root"));
  EXPECT_THAT(Why(proposal->Sign(timestamp_)), StartsWith("keys.not_of_root"));
  EXPECT_EQ(proposal->ByOld().have, 1);
}

TEST_F(ProposalTest, ASignatureOfOneChangeDoesNotCountForAnother) {
  auto honest = ReplaceThird();
  auto other = Propose({.online = {{"targets", stranger_.verify}}});
  ASSERT_TRUE(honest && other);
  ASSERT_TRUE(honest->Sign(root_[0]));
  auto text = other->Text();
  const auto& signature = honest->next().root.signatures.at(0);
  const std::string empty = R"(\"signatures\":[])";
  const auto at = text.rfind(empty);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, empty.size(),
               R"(\"signatures\":[{\"keyid\":\")" + signature.key_id + R"(\",\"sig\":\")" +
                   signature.signature_hex + R"(\"}])");
  const auto forged = Proposal::Parse(text);
  ASSERT_FALSE(forged);
  EXPECT_THAT(forged.error().message, StartsWith("keys.bad_signature"));
}

TEST_F(ProposalTest, OneMadeForAnOlderRootIsStale) {
  auto first = ReplaceThird();
  auto second = Propose({.online = {{"timestamp", new_.verify}}});
  ASSERT_TRUE(first && second);
  for (auto* proposal : {&*first, &*second}) {
    ASSERT_TRUE(proposal->Sign(root_[0]));
    ASSERT_TRUE(proposal->Sign(root_[1]));
  }
  EXPECT_TRUE(CheckMayApply(*second, first->current(), kNow));
  EXPECT_THAT(Why(CheckMayApply(*second, first->next(), kNow)), StartsWith("keys.stale"));
  EXPECT_TRUE(CheckMayApply(*first, first->next(), kNow));  // Cut off after it was published: goes on.
}

TEST_F(ProposalTest, OnePastItsDateIsNotPublished) {
  auto proposal = ReplaceThird();
  ASSERT_TRUE(proposal);
  ASSERT_TRUE(proposal->Sign(root_[0]));
  ASSERT_TRUE(proposal->Sign(root_[1]));
  EXPECT_THAT(Why(CheckMayApply(*proposal, current_, kNextYear + 1)), StartsWith("keys.past_date"));
}

TEST_F(ProposalTest, WishesThatWouldHarmTheCountyAreRefused) {
  const auto why = [&](const RootWish& wish) {
    const auto made = Propose(wish);
    return made ? std::string() : made.error().message;
  };
  EXPECT_THAT(why({.root_out = {IdOf(root_[2])}}), StartsWith("keys.too_few"));
  EXPECT_THAT(why({.root_out = {"0123"}, .root_in = {new_.verify}}), StartsWith("keys.no_such_key"));
  EXPECT_THAT(why({.root_out = {IdOf(targets_)}, .root_in = {new_.verify}}), StartsWith("keys.no_such_key"));
  EXPECT_THAT(why({.root_in = {root_[0].verify}}), StartsWith("keys.already_in"));
  EXPECT_THAT(why({.online = {{"timestamp", timestamp_.verify}}}), StartsWith("keys.already_in"));
  EXPECT_THAT(why({.online = {{"timestamp", root_[0].verify}}}), StartsWith("keys.already_in"));
  EXPECT_THAT(why({.online = {{"mirror", new_.verify}}}), StartsWith("keys.no_such_role"));
}

TEST_F(ProposalTest, OtherFilesAreNoProposals) {
  const auto good = ReplaceThird()->Text();
  for (const auto& text : {std::string(), std::string("{}"), std::string("[1]"), std::string(current_.bytes),
                           good.substr(0, good.size() / 2), good + "x"}) {
    const auto parsed = Proposal::Parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_THAT(parsed.error().message, StartsWith("keys.no_proposal")) << text;
  }
}

TEST_F(ProposalTest, ARootThatOneKeyCouldSignIsNeverProposed) {
  auto weak = *NextRoot(current_.root.body, {}, kNextYear);
  weak.roles["root"].threshold = 1;
  EXPECT_THAT(Proposal::Make(current_, weak).error().message, StartsWith("keys.not_sensible"));
  auto loose = *NextRoot(current_.root.body, {}, kNextYear);
  loose.consistent_snapshot = false;
  EXPECT_FALSE(Proposal::Make(current_, loose));
}

}  // namespace
}  // namespace lianxiao::center
