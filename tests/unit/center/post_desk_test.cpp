#include "center/post/post_desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sqlite3.h>
#include <utility>

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
  std::string mark = {}, turn = {};
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
    formats::PostUp up;
    up.device = box.id;
    up.after = box.after;
    up.posts = posts;
    up.mark = box.mark;
    up.turn = box.turn;
    return Send(box, up);
  }
  PostDown Send(const Box& box, const formats::PostUp& up) {
    const auto sealed = registry_->ExchangePost(box.id, formats::SealPostUp(up, box.sign, keys_.seal.seal));
    EXPECT_TRUE(sealed) << (sealed ? "" : sealed.error().message);
    return formats::OpenPostDown(sealed.value(), box.seal, keys_.sign.verify).value();
  }
  // And notes it; what came, as "post from 镇小学", "delivered".
  std::vector<std::string> Take(Box& box, const std::vector<Post>& posts = {}) {
    const auto down = Ask(box, posts);
    box.mark = down.mark;
    box.turn = down.turn;
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
  // Behind the registry's back.
  bool MakeLarge(const std::string& post, std::int64_t bytes) {
    sqlite3* database = nullptr;
    if (sqlite3_open(temp_.At("center.db").c_str(), &database) != SQLITE_OK) return false;
    const auto sql = "UPDATE posts SET bytes = " + std::to_string(bytes) + " WHERE id = '" + post + "'";
    const bool done = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
    return sqlite3_close(database) == SQLITE_OK && done;
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
  EXPECT_THAT(Why(registry_->posts().Answer(first.id, {"李编辑", ""}, "x")), StartsWith("question.not_ours"));

  PairStudio("");
  const auto second = Question("studio", "chen");
  EXPECT_THAT(Take(village_, {second}), ElementsAre("delivered")) << "the county has it, and answers itself";
  EXPECT_THAT(Why(registry_->posts().Answer(second.id, {"李编辑", ""}, "")), StartsWith("question.text"));
  ASSERT_TRUE(registry_->posts().Answer(second.id, {"李编辑", ""}, "因为。"));
  EXPECT_THAT(Take(village_), ElementsAre("post from 县")) << "in its own name, not the studio's";
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

// Numbers are given a second time: who speaks of the first time is told so before anything is believed.
TEST_F(PostDeskTest, ABoxThatKnowsOfMoreThanIsHereIsToldToBeginAnewAndNothingIsTaken) {
  Pair();
  const auto question = Question();
  Take(village_, {question});
  Take(town_);
  town_.mark = std::string(16, 'f');  // As drawn before the copy was put back.
  const auto down = Ask(town_, {About(PostKind::kAnswer, question.id)});
  EXPECT_TRUE(down.anew);
  EXPECT_THAT(down.taken, IsEmpty());
  EXPECT_THAT(down.news, IsEmpty());
  EXPECT_THAT(Take(village_), IsEmpty()) << "nothing was delivered that nobody surely has";
  const auto turn = std::exchange(village_.turn, std::string(32, 'f'));
  EXPECT_TRUE(Ask(village_).anew);
  village_.turn = turn;
  EXPECT_FALSE(Ask(village_).anew);
  Take(village_, {Question()});
  EXPECT_GT(village_.turn, turn);
  village_.turn = turn;
  EXPECT_FALSE(Ask(village_).anew) << "the answer may have been lost on the way";
  town_.after = 0;
  town_.mark.clear();
  EXPECT_THAT(Take(town_), ElementsAre("post from 龙潭教学点", "post from 龙潭教学点"));
  EXPECT_FALSE(Ask(town_).anew);
}

TEST_F(PostDeskTest, AnAnswerMayComeBeforeItsQuestionAndOneWithoutGoesInTime) {
  Pair();
  const auto question = Question(), never = Question();
  const auto early = About(PostKind::kAnswer, question.id), lost = About(PostKind::kAnswer, never.id);
  const auto strangers = About(PostKind::kAnswer, question.id);
  EXPECT_EQ(Ask(town_, {early, lost}).taken.size(), 2U);
  EXPECT_EQ(Refusal(third_, strangers), "taken");
  EXPECT_THAT(Take(village_, {question}), ElementsAre("post from 镇小学")) << "not the stranger's";
  clock_.wall = clock_.wall + PostDesk::kLostAnswerMs + 2 * kDayMs;
  Ask(third_);
  Ask(village_, {never});
  EXPECT_THAT(Take(village_), IsEmpty());
}

TEST_F(PostDeskTest, AWithdrawalThatOvertakesItsPostIsNotForgotten) {
  Pair();
  const auto question = Question();
  EXPECT_EQ(Refusal(village_, About(PostKind::kWithdrawal, question.id)), "taken");
  EXPECT_EQ(Refusal(village_, question), "taken");
  EXPECT_THAT(Take(town_), IsEmpty());
  EXPECT_FALSE(registry_->posts().Questions(10)->front().question.post) << "its words are nowhere";
  EXPECT_THAT(Why(registry_->posts().Hide(question.id, "x")), StartsWith("question.unknown"));
}

TEST_F(PostDeskTest, WhatWasForgottenWithACopyIsTakenBackWhereItHadGot) {
  Pair();
  formats::PostUp up;
  up.device = village_.id;
  up.again = true;
  auto withdrawal = About(PostKind::kWithdrawal, std::string(32, 'e'));
  withdrawal.to_kind = "school";
  withdrawal.to = "zhenxiao";
  up.posts = {withdrawal};
  EXPECT_EQ(Send(village_, up).taken.size(), 1U);
  EXPECT_THAT(Take(town_), ElementsAre("withdrawn"));
}

TEST_F(PostDeskTest, WithItsQuestionAnAnswerGoes) {
  Pair();
  const auto question = Question();
  Take(village_, {question});
  Take(town_, {About(PostKind::kAnswer, question.id)});
  Take(village_, {About(PostKind::kWithdrawal, question.id)});
  const auto threads = registry_->posts().Questions(10);
  ASSERT_EQ(threads->front().answers.size(), 1U);
  EXPECT_FALSE(threads->front().answers[0].post);
}

TEST_F(PostDeskTest, WhatCannotBeReadIsNamedAndTheOthersAreTaken) {
  Pair();
  formats::PostUp up;
  up.device = village_.id;
  up.posts = {Question()};
  up.unreadable = {std::string(32, 'e')};
  const auto down = Send(village_, up);
  EXPECT_EQ(down.taken.size(), 1U);
  ASSERT_EQ(down.refused.size(), 1U);
  EXPECT_EQ(down.refused[0].id, std::string(32, 'e'));
  EXPECT_THAT(down.refused[0].why, StartsWith("post.unreadable"));
}

TEST_F(PostDeskTest, ASchoolsRoomEndsAndWhatItTakesBackMakesRoom) {
  Pair();
  const auto old = Question();
  EXPECT_EQ(Refusal(village_, old), "taken");
  ASSERT_TRUE(MakeLarge(old.id, PostDesk::kMostBytes - 10));
  EXPECT_THAT(Refusal(village_, Question()), StartsWith("post.no_room"));
  EXPECT_EQ(Refusal(town_, Question("school", "longtan")), "taken") << "another school has its own room";
  EXPECT_EQ(Refusal(village_, About(PostKind::kWithdrawal, old.id)), "taken");
  EXPECT_EQ(Refusal(village_, Question()), "taken");
}

TEST_F(PostDeskTest, WithTheAccountGoesWhatItWroteAndOthersNeverSeeThePseudonym) {
  Pair();
  PairStudio("");
  const std::string person(16, 'a');
  auto question = Question(), to_county = Question("studio", "chen");
  question.person = person;
  Take(village_, {question, to_county, Question()});
  const auto told = Ask(town_);
  ASSERT_EQ(told.news.size(), 2U);
  EXPECT_TRUE(told.news[0].post.front().person.empty());
  Take(town_);
  Take(town_);
  ASSERT_TRUE(registry_->posts().Answer(to_county.id, {"李编辑", std::string(16, 'b')}, "因为。"));
  EXPECT_THAT(Take(village_), ElementsAre("delivered", "delivered", "post from 县"));
  const auto written = registry_->posts().WrittenBy(person);
  ASSERT_TRUE(written) << written.error().message;
  ASSERT_EQ(written->size(), 1U) << "nobody else's";
  EXPECT_EQ(written->front().id, question.id);
  EXPECT_TRUE(registry_->posts().WrittenBy("")->empty());
  ASSERT_TRUE(registry_->posts().ForgetPerson(person));
  EXPECT_THAT(Take(town_), ElementsAre("withdrawn"));
  EXPECT_THAT(Take(village_), ElementsAre("withdrawn")) << "where it was written it goes, too";
  ASSERT_TRUE(registry_->posts().ForgetPerson(std::string(16, 'b')));
  EXPECT_THAT(Take(village_), ElementsAre("withdrawn"));
  ASSERT_TRUE(registry_->posts().ForgetPerson(""));
  EXPECT_THAT(Take(village_), IsEmpty());
}

TEST_F(PostDeskTest, TheCountyTakesBackItsOwnAnswerAndNobodyElses) {
  Pair();
  PairStudio("");
  const auto first = Question("studio", "chen"), second = Question();
  Take(village_, {first, second});
  ASSERT_TRUE(registry_->posts().Answer(first.id, {"李编辑", ""}, "因为。"));
  const auto theirs = About(PostKind::kAnswer, second.id);
  Take(town_, {theirs});
  Take(village_);
  const auto ours = registry_->posts().Questions(10);
  std::string id;
  for (const auto& thread : *ours) {
    if (thread.question.id == first.id) id = thread.answers.at(0).id;
  }
  EXPECT_THAT(Why(registry_->posts().TakeBack(theirs.id)), StartsWith("question.unknown"));
  ASSERT_TRUE(registry_->posts().TakeBack(id));
  EXPECT_THAT(Take(village_), ElementsAre("withdrawn"));
  EXPECT_THAT(Why(registry_->posts().TakeBack(id)), StartsWith("question.unknown"));
}

TEST_F(PostDeskTest, SharedListsAreSeenAtTheCountyAndHidden) {
  ASSERT_TRUE(registry_->alliances().Put("zhen", "镇联盟", "zhenxiao"));
  ASSERT_TRUE(registry_->alliances().Join("zhen", "longtan"));
  const auto list = List();
  Take(village_, {list});
  Take(town_);
  auto lists = registry_->posts().Lists(10);
  ASSERT_EQ(lists->size(), 1U);
  EXPECT_EQ(lists->at(0).school_name, "龙潭教学点");
  EXPECT_EQ(lists->at(0).list.post->items.size(), 1U);
  ASSERT_TRUE(registry_->posts().Hide(list.id, "骂人"));
  EXPECT_THAT(Take(town_), ElementsAre("hidden"));
  EXPECT_EQ(registry_->posts().Lists(10)->at(0).list.state, "hidden");
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
  formats::PostUp up;
  up.device = village_.id;
  const auto forged =
      registry_->ExchangePost(village_.id, formats::SealPostUp(up, town_.sign, keys_.seal.seal));
  EXPECT_EQ(forged.error().code, ErrorCode::kUntrusted);
  up.device = town_.id;
  const auto other =
      registry_->ExchangePost(village_.id, formats::SealPostUp(up, village_.sign, keys_.seal.seal));
  EXPECT_EQ(other.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(registry_->ExchangePost(std::string(32, 'f'), "x").error().message,
              StartsWith("post.unknown_device"));
  ASSERT_TRUE(registry_->Revoke(village_.id, "失窃"));
  EXPECT_EQ(registry_->ExchangePost(village_.id, "x").error().code, ErrorCode::kRefused);
}

}  // namespace
}  // namespace lianxiao::center
