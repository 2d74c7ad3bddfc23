#include "center/post/post_desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "center/registry/registry.h"
#include "storage/base/encoding.h"
#include "tests/unit/center/fake_clock.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

using formats::Post;
using formats::PostDown;
using formats::PostKind;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

struct Box {
  SigningKey sign = SigningKey::Generate();
  OpenKey seal = OpenKey::Generate();
  std::string id;
  std::int64_t after = 0;
};

class PostDeskTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    keys_.sign = SigningKey::Generate();
    keys_.seal = OpenKey::Generate();
    const formats::CenterCard card{"县", keys_.sign.verify, keys_.seal.seal, std::string(64, '0')};
    auto opened = Registry::Open(temp_.At("center.db"), keys_, card, "{}", clock_,
                                 {.public_address = "http://10.0.3.7:8440"});
    ASSERT_TRUE(opened) << opened.error().message;
    registry_ = *std::move(opened);
    village_ = Enrolled("longtan", "龙潭教学点");
    town_ = Enrolled("zhenxiao", "镇小学");
    third_ = Enrolled("shiyangtang", "石羊塘村小");
  }
  Box Enrolled(const std::string& school, const std::string& name) {
    Box box;
    const auto code = formats::ParseEnrolmentCode(registry_->MakeCode(school, name, "")->text);
    const auto sealed = registry_->Enrol(formats::SealRequest(
        {code->secret, box.sign.verify, box.seal.seal, "schoold", "arm"}, keys_.seal.seal));
    box.id = formats::OpenGrant(sealed.value(), box.seal, keys_.sign.verify)->device;
    return box;
  }
  void Pair() {
    Pairing pairing;
    pairing.school = "longtan";
    pairing.helper = "zhenxiao";
    ASSERT_TRUE(registry_->alliances().Pair(pairing));
  }
  void PairStudio(const std::string& seat) {
    Pairing pairing;
    pairing.school = "longtan";
    pairing.kind = HelperKind::kStudio;
    pairing.helper = "chen";
    pairing.helper_name = "陈老师工作室";
    pairing.seat = seat;
    ASSERT_TRUE(registry_->alliances().Pair(pairing));
  }
  static Post Written(PostKind kind) {
    Post post;
    post.id = ToHex(RandomBytes(16));
    post.kind = kind;
    post.at = {5};
    post.author = "王芳";
    post.text = "为什么？";
    return post;
  }
  static Post Question(const std::string& to_kind = "school", const std::string& to = "zhenxiao") {
    auto post = Written(PostKind::kQuestion);
    post.to_kind = to_kind;
    post.to = to;
    return post;
  }
  static Post About(PostKind kind, const std::string& about) {
    auto post = Written(kind);
    post.about = about;
    return post;
  }
  static Post List() {
    auto post = Written(PostKind::kList);
    post.text.clear();
    post.to_kind = "alliance";
    post.to = "zhen";
    post.title = "三课";
    post.items = {{"sx-1", "分数", ""}};
    return post;
  }
  // As a box asks, without noting what came.
  PostDown Ask(const Box& box, const std::vector<Post>& posts = {}) {
    const auto sealed = registry_->ExchangePost(
        box.id, formats::SealPostUp({box.id, box.after, posts}, box.sign, keys_.seal.seal));
    EXPECT_TRUE(sealed) << (sealed ? "" : sealed.error().message);
    return formats::OpenPostDown(sealed.value(), box.seal, keys_.sign.verify).value();
  }
  // And notes it; what came, as "post from 镇小学", "delivered".
  std::vector<std::string> Take(Box& box, const std::vector<Post>& posts = {}) {
    const auto down = Ask(box, posts);
    std::vector<std::string> told;
    for (const auto& news : down.news) {
      told.push_back(news.what + (news.post.empty() ? "" : " from " + news.from_name));
      box.after = news.number;
    }
    return told;
  }
  std::string Refusal(const Box& box, const Post& post) {
    const auto down = Ask(box, {post});
    return down.refused.empty() ? "taken" : down.refused[0].why;
  }
  static std::string Why(const Status& status) { return status ? "done" : status.error().message; }

  TempFolder temp_;
  FakeClock clock_;
  CenterKeys keys_;
  std::unique_ptr<Registry> registry_;
  Box village_, town_, third_;
};

TEST_F(PostDeskTest, AQuestionGoesToThePairedSchoolAndItsAnswerBackEachWithItsState) {
  Pair();
  const auto question = Question();
  EXPECT_THAT(Take(village_, {question}), IsEmpty());
  EXPECT_THAT(Take(third_), IsEmpty());
  EXPECT_THAT(Take(town_), ElementsAre("post from 龙潭教学点"));
  EXPECT_THAT(Take(village_), IsEmpty()) << "the town's box has not said yet that it has it";
  EXPECT_THAT(Take(town_, {About(PostKind::kAnswer, question.id)}), IsEmpty());
  EXPECT_THAT(Take(village_), ElementsAre("delivered", "post from 镇小学"));
  EXPECT_THAT(Take(village_), IsEmpty());
  EXPECT_THAT(Take(town_), ElementsAre("delivered"));
  EXPECT_EQ(registry_->NewestPost(village_.id).value(), 2);
}

TEST_F(PostDeskTest, WhatComesTwiceCountsOnce) {
  Pair();
  const auto question = Question();
  for (int i = 0; i < 3; ++i) EXPECT_THAT(Ask(village_, {question}).taken, ElementsAre(question.id));
  EXPECT_EQ(Ask(town_).news.size(), 1U);
  EXPECT_EQ(Ask(town_).news.size(), 1U) << "until the box says that it has it";
  EXPECT_THAT(Take(town_), ElementsAre("post from 龙潭教学点"));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(Take(town_), IsEmpty());
  EXPECT_THAT(Take(village_), ElementsAre("delivered"));
  EXPECT_EQ(registry_->posts().Questions(10)->size(), 1U);
}

TEST_F(PostDeskTest, WhoIsNotPairedIsRefusedAndNothingIsKept) {
  EXPECT_THAT(Refusal(village_, Question()), StartsWith("post.no_partner"));
  EXPECT_THAT(Refusal(village_, Question("studio", "chen")), StartsWith("post.no_partner"));
  EXPECT_THAT(Refusal(village_, List()), StartsWith("post.no_partner"));
  Pair();
  EXPECT_THAT(Refusal(third_, Question()), StartsWith("post.no_partner"));
  EXPECT_EQ(Refusal(town_, Question("school", "longtan")), "taken") << "the helper may ask, too";
  clock_.wall = clock_.wall + kDayMs;
  Pairing over;
  over.school = "longtan";
  over.helper = "zhenxiao";
  over.from = {5};
  over.until = clock_.wall;
  ASSERT_TRUE(registry_->alliances().Pair(over));
  EXPECT_THAT(Refusal(village_, Question()), StartsWith("post.no_partner"));
  EXPECT_EQ(registry_->posts().Questions(10)->size(), 1U);
}

TEST_F(PostDeskTest, OnlyWhoWasAskedAnswersAndOnlyWhoWroteTakesBack) {
  Pair();
  const auto question = Question();
  Take(village_, {question});
  Take(town_);
  EXPECT_THAT(Refusal(third_, About(PostKind::kAnswer, question.id)), StartsWith("post.unknown"));
  EXPECT_THAT(Refusal(third_, About(PostKind::kWithdrawal, question.id)), StartsWith("post.not_yours"));
  auto same_id = Question("school", "longtan");
  same_id.id = question.id;
  EXPECT_THAT(Refusal(town_, same_id), StartsWith("post.not_yours"));
  EXPECT_EQ(Refusal(village_, About(PostKind::kWithdrawal, question.id)), "taken");
  EXPECT_EQ(Refusal(village_, About(PostKind::kWithdrawal, question.id)), "taken");
  EXPECT_THAT(Take(town_), ElementsAre("withdrawn"));
  EXPECT_THAT(Refusal(town_, About(PostKind::kAnswer, question.id)), StartsWith("post.unknown"));
  EXPECT_FALSE(registry_->posts().Questions(10)->front().question.post) << "its words are gone";
  EXPECT_EQ(Refusal(village_, About(PostKind::kWithdrawal, std::string(32, 'f'))), "taken") << "never came";
}

TEST_F(PostDeskTest, AStudioAnswersFromItsSchoolOrTheCountyDoes) {
  PairStudio("zhenxiao");
  const auto first = Question("studio", "chen");
  Take(village_, {first});
  EXPECT_THAT(Take(town_), ElementsAre("post from 龙潭教学点"));
  Take(town_, {About(PostKind::kAnswer, first.id)});
  EXPECT_THAT(Take(village_), ElementsAre("delivered", "post from 陈老师工作室"));
  EXPECT_THAT(Why(registry_->posts().Answer(first.id, "李编辑", "x")), StartsWith("question.not_ours"));

  PairStudio("");
  const auto second = Question("studio", "chen");
  EXPECT_THAT(Take(village_, {second}), ElementsAre("delivered")) << "the county has it, and answers itself";
  EXPECT_THAT(Why(registry_->posts().Answer(second.id, "李编辑", "")), StartsWith("question.text"));
  ASSERT_TRUE(registry_->posts().Answer(second.id, "李编辑", "因为。"));
  EXPECT_THAT(Take(village_), ElementsAre("post from 陈老师工作室"));
}

TEST_F(PostDeskTest, AListReachesTheOtherSchoolsOfTheAllianceAndItsWithdrawalToo) {
  ASSERT_TRUE(registry_->alliances().Put("zhen", "镇联盟", "zhenxiao"));
  ASSERT_TRUE(registry_->alliances().Join("zhen", "longtan"));
  ASSERT_TRUE(registry_->alliances().Join("zhen", "shiyangtang"));
  const auto list = List();
  Take(village_, {list});
  EXPECT_THAT(Take(village_), IsEmpty());
  EXPECT_THAT(Take(town_), ElementsAre("post from 龙潭教学点"));
  EXPECT_THAT(Take(third_), ElementsAre("post from 龙潭教学点"));
  Take(village_, {About(PostKind::kWithdrawal, list.id)});
  EXPECT_THAT(Take(town_), ElementsAre("withdrawn"));
  EXPECT_THAT(Take(third_), ElementsAre("withdrawn"));
  EXPECT_EQ(Refusal(town_, Question("school", "shiyangtang")), "taken") << "fellows may ask each other";
}

TEST_F(PostDeskTest, WhatTheCountyHidesIsGoneElsewhereAndItsWriterReadsWhy) {
  Pair();
  const auto first = Question(), second = Question();
  Take(village_, {first, second});
  EXPECT_EQ(Take(town_).size(), 2U);
  EXPECT_THAT(Why(registry_->posts().Hide(first.id, "")), StartsWith("question.why"));
  ASSERT_TRUE(registry_->posts().Hide(first.id, "骂人"));
  ASSERT_TRUE(registry_->posts().Hide(first.id, "骂人"));
  EXPECT_THAT(Take(town_), ElementsAre("hidden"));
  const auto down = Ask(village_);
  ASSERT_FALSE(down.news.empty());
  EXPECT_EQ(down.news.back().what, "delivered");
  EXPECT_THAT(down.news[0].why + down.news[1].why + down.news[2].why, "骂人");
  // Hidden before it was fetched: only that comes.
  const auto third = Question();
  Take(village_, {third});
  ASSERT_TRUE(registry_->posts().Hide(third.id, "骂人"));
  EXPECT_THAT(Take(town_), ElementsAre("post", "hidden"));
  EXPECT_THAT(Why(registry_->posts().Hide(std::string(32, 'f'), "x")), StartsWith("question.unknown"));
}

TEST_F(PostDeskTest, ASchoolSendsNoMoreThanADaysWorthAndMoreTomorrow) {
  Pair();
  std::vector<Post> posts;
  for (std::int64_t i = 0; i < PostDesk::kMostADay; ++i) {
    posts.push_back(Question());
    if (posts.size() < formats::kMaxPostsAtOnce) continue;
    ASSERT_THAT(Ask(village_, posts).refused, IsEmpty());
    posts.clear();
  }
  EXPECT_THAT(Refusal(village_, Question()), StartsWith("post.too_many"));
  clock_.wall = clock_.wall + 2 * kDayMs;
  EXPECT_EQ(Refusal(village_, Question()), "taken");
  std::size_t came = 0;
  for (auto news = Take(town_); !news.empty(); news = Take(town_)) {
    EXPECT_LE(news.size(), formats::kMaxPostsAtOnce);
    came += news.size();
  }
  EXPECT_EQ(came, static_cast<std::size_t>(PostDesk::kMostADay) + 1);
}

TEST_F(PostDeskTest, ABoxAheadOfARestoredCountyHearsSoAndLosesNothing) {
  Pair();
  town_.after = 90;
  Take(village_, {Question()});
  const auto down = Ask(town_);
  EXPECT_EQ(down.newest, 1);
  EXPECT_THAT(down.news, IsEmpty());
  town_.after = 0;
  EXPECT_EQ(Take(town_).size(), 1U);
}

TEST_F(PostDeskTest, CountsWhatEachSchoolWrote) {
  Pair();
  const auto question = Question();
  Take(village_, {question, Question()});
  Take(town_, {About(PostKind::kAnswer, question.id)});
  const auto counts = registry_->posts().Counts();
  ASSERT_EQ(counts->size(), 2U);
  EXPECT_EQ(counts->at(0).school, "longtan");
  EXPECT_EQ(counts->at(0).asked, 2);
  EXPECT_EQ(counts->at(1).answered, 1);
}

TEST_F(PostDeskTest, OnlyTheBoxItselfSpeaksForItsSchool) {
  Pair();
  const auto forged = registry_->ExchangePost(
      village_.id, formats::SealPostUp({village_.id, 0, {}}, town_.sign, keys_.seal.seal));
  EXPECT_EQ(forged.error().code, ErrorCode::kUntrusted);
  const auto other = registry_->ExchangePost(
      village_.id, formats::SealPostUp({town_.id, 0, {}}, village_.sign, keys_.seal.seal));
  EXPECT_EQ(other.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(registry_->ExchangePost(std::string(32, 'f'), "x").error().message,
              StartsWith("post.unknown_device"));
  ASSERT_TRUE(registry_->Revoke(village_.id, "失窃"));
  EXPECT_EQ(registry_->ExchangePost(village_.id, "x").error().code, ErrorCode::kRefused);
}

}  // namespace
}  // namespace lianxiao::center
