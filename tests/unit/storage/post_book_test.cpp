#include "storage/post/post_book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "storage/base/encoding.h"
#include "storage/base/keys.h"
#include "storage/teaching/teaching.h"
#include "tests/unit/storage/school_of_people.h"

namespace lianxiao::storage {
namespace {

using formats::Post;
using formats::PostDown;
using formats::PostKind;
using formats::PostNews;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kDevice(32, 'd');

class PostBookTest : public SchoolOfPeople {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    account_ = people->Add({"wangfang", "王芳", Role::kTeacher, ""}, Actor::Console())->account.id;
  }
  PostBook Book() { return PostBook(people->rows()); }
  Post Written(PostKind kind, const std::string& about = "") const {
    Post post;
    post.id = ToHex(RandomBytes(16));
    post.kind = kind;
    post.at = clock.wall;
    post.author = "王芳";
    post.text = "为什么？";
    post.about = about;
    if (kind == PostKind::kQuestion) post.to_kind = "school", post.to = "zhenxiao";
    return post;
  }
  Post List() const {
    auto post = Written(PostKind::kList);
    post.text.clear();
    post.to_kind = "alliance", post.to = "zhen";
    post.title = "三课";
    post.items = {{"sx-1", "分数", ""}};
    return post;
  }
  static PostNews News(std::int64_t number, const std::string& what, const Post& post) {
    PostNews news{number, what, post.id, "zhenxiao", "镇小学", "", {}};
    if (what == "post") news.post.push_back(post);
    return news;
  }
  Status Take(std::vector<PostNews> news, std::vector<std::string> taken = {}) {
    PostDown down;
    down.device = kDevice;
    if (!taken.empty()) down.turn = std::string(32, '5');
    down.taken = std::move(taken);
    down.news = std::move(news);
    down.newest = down.news.empty() ? Book().After(kDevice).value() : down.news.back().number;
    return Book().Take(down, clock.wall);
  }
  std::string StateOf(const Post& post) {
    const auto found = Book().Find(post.id);
    return found ? found->state : "gone";
  }

  std::string account_;
};

TEST_F(PostBookTest, AQuestionWaitsUntilTheCountyHasItAndIsDeliveredWhenTheOtherBoxHasIt) {
  const auto question = Written(PostKind::kQuestion);
  ASSERT_TRUE(Book().Write(account_, question, clock.wall));
  EXPECT_TRUE(*Book().AnyWaits());
  EXPECT_EQ(StateOf(question), "waiting");
  ASSERT_EQ(Book().Next(kDevice)->posts.size(), 1U);
  EXPECT_EQ(Book().Next(kDevice)->posts[0], question);
  ASSERT_TRUE(Take({}, {question.id}));
  EXPECT_EQ(StateOf(question), "with_county");
  EXPECT_FALSE(*Book().AnyWaits());
  ASSERT_TRUE(Take({News(1, "delivered", question)}));
  EXPECT_EQ(StateOf(question), "delivered");
  ASSERT_TRUE(Take({}, {question.id}));
  EXPECT_EQ(StateOf(question), "delivered") << "an old answer takes nothing back";
}

TEST_F(PostBookTest, WhatComesTwiceIsHereOnceAndAfterAPowerCutItGoesOnWhereItWas) {
  const auto question = Written(PostKind::kQuestion);
  ASSERT_TRUE(Take({News(1, "post", question)}));
  ASSERT_TRUE(Take({News(1, "post", question), News(2, "post", question)}));
  EXPECT_EQ(Book().QuestionsFromElsewhere()->size(), 1U);
  EXPECT_EQ(*Book().After(kDevice), 2);
  EXPECT_EQ(*Book().After(std::string(32, 'e')), 0) << "a new identity begins anew";
  const auto written = Written(PostKind::kAnswer, question.id);
  ASSERT_TRUE(Book().Write(account_, written, clock.wall));
  EXPECT_THAT(Book().Write(account_, Written(PostKind::kAnswer, std::string(32, 'f')), clock.wall),
              FailsWith("question.unknown"));
  EXPECT_EQ(Book().AnswersTo(question.id)->size(), 1U);
}

TEST_F(PostBookTest, AWithdrawalFollowsWhateverMayHaveLeft) {
  const auto question = Written(PostKind::kQuestion);
  ASSERT_TRUE(Book().Write(account_, question, clock.wall));
  EXPECT_THAT(Book().Withdraw("somebody", question.id, clock.wall), FailsWith("question.unknown"));
  ASSERT_TRUE(Book().Withdraw(account_, question.id, clock.wall));
  EXPECT_THAT(*Book().QuestionsOf(account_), IsEmpty());
  const auto next = Book().Next(kDevice)->posts;
  ASSERT_EQ(next.size(), 1U);
  EXPECT_EQ(next[0].kind, PostKind::kWithdrawal);
  EXPECT_EQ(next[0].about, question.id);
  ASSERT_TRUE(Take({}, {next[0].id}));
  EXPECT_FALSE(*Book().AnyWaits());
}

TEST_F(PostBookTest, WhatIsWithdrawnOrHiddenElsewhereIsGoneHereAndDoesNotComeBack) {
  const auto first = Written(PostKind::kQuestion), second = Written(PostKind::kQuestion);
  ASSERT_TRUE(Take({News(1, "post", first), News(2, "post", second)}));
  ASSERT_TRUE(Take({News(3, "withdrawn", first), News(4, "hidden", second)}));
  EXPECT_THAT(*Book().QuestionsFromElsewhere(), IsEmpty());
  ASSERT_TRUE(Take({News(5, "post", first)}));
  EXPECT_THAT(*Book().QuestionsFromElsewhere(), IsEmpty());
  const auto own = Written(PostKind::kQuestion);
  ASSERT_TRUE(Book().Write(account_, own, clock.wall));
  auto hidden = News(6, "hidden", own);
  hidden.why = "骂人";
  ASSERT_TRUE(Take({hidden}));
  EXPECT_EQ(StateOf(own), "hidden");
  EXPECT_EQ(Book().Find(own.id)->why, "骂人");
}

// What was delivered stays so for who reads it; it is sent all the same.
TEST_F(PostBookTest, AllThatTheCountyHadIsSentAgainWhenItWasRestoredFromACopyAndTheMailIsReadAnew) {
  const auto taken = Written(PostKind::kQuestion), arrived = Written(PostKind::kQuestion),
             back = Written(PostKind::kQuestion), hidden = Written(PostKind::kQuestion);
  for (const auto& post : {taken, arrived, back, hidden}) {
    ASSERT_TRUE(Book().Write(account_, post, clock.wall));
  }
  ASSERT_TRUE(Take({News(1, "delivered", arrived), News(2, "hidden", hidden)},
                   {taken.id, arrived.id, back.id, hidden.id}));
  ASSERT_TRUE(Book().Withdraw(account_, back.id, clock.wall));
  const auto withdrawal = Book().Next(kDevice)->posts.at(0);
  EXPECT_EQ(withdrawal.to_kind + " " + withdrawal.to, "school zhenxiao");
  PostDown down;
  down.device = kDevice;
  down.taken = {withdrawal.id};
  down.newest = 2;
  down.mark = "0123456789abcdef";
  down.marked = 2;
  down.turn = std::string(32, '7');
  ASSERT_TRUE(Book().Take(down, clock.wall));
  ASSERT_FALSE(*Book().AnyWaits());
  auto up = *Book().Next(kDevice);
  EXPECT_EQ(up.mark, "0123456789abcdef");
  EXPECT_EQ(up.turn, down.turn);
  EXPECT_FALSE(up.again);
  // A stick brings an answer from before that.
  auto older = down;
  older.taken.clear();
  older.mark = "fedcba9876543210";
  older.marked = 1;
  older.turn = std::string(32, '3');
  ASSERT_TRUE(Book().Take(older, clock.wall));
  up = *Book().Next(kDevice);
  EXPECT_EQ(up.mark, down.mark);
  EXPECT_EQ(up.turn, down.turn);

  PostDown anew;
  anew.device = kDevice;
  anew.anew = true;
  ASSERT_TRUE(Book().Take(anew, clock.wall));
  up = *Book().Next(kDevice);
  std::set<std::string> ids;
  for (const auto& post : up.posts) ids.insert(post.id);
  EXPECT_THAT(ids, testing::UnorderedElementsAre(taken.id, arrived.id, withdrawal.id));
  EXPECT_TRUE(up.again);
  EXPECT_EQ(up.after, 0);
  EXPECT_TRUE(up.mark.empty() && up.turn.empty());
  EXPECT_EQ(StateOf(taken), "waiting");
  EXPECT_EQ(StateOf(arrived), "delivered");
  EXPECT_EQ(StateOf(hidden), "hidden");
  // The pairing is over meanwhile: what was delivered was.
  PostDown refused;
  refused.device = kDevice;
  refused.taken = {withdrawal.id};
  refused.refused = {{taken.id, "post.no_partner: no"}, {arrived.id, "post.no_partner: no"}};
  ASSERT_TRUE(Book().Take(refused, clock.wall));
  EXPECT_EQ(StateOf(taken), "refused");
  EXPECT_EQ(StateOf(arrived), "delivered");
  EXPECT_FALSE(*Book().AnyWaits());
}

TEST_F(PostBookTest, WhatIsTakenBackWhileItIsToGoOnceMoreGoesNoMore) {
  const auto question = Written(PostKind::kQuestion), other = Written(PostKind::kQuestion);
  ASSERT_TRUE(Book().Write(account_, question, clock.wall));
  ASSERT_TRUE(Book().Write(account_, other, clock.wall));
  ASSERT_TRUE(Take({}, {question.id, other.id}));
  PostDown anew;
  anew.device = kDevice;
  anew.anew = true;
  ASSERT_TRUE(Book().Take(anew, clock.wall));
  ASSERT_TRUE(Book().Withdraw(account_, question.id, clock.wall));
  const auto up = Book().Next(kDevice);
  ASSERT_TRUE(up) << up.error().message;
  ASSERT_EQ(up->posts.size(), 2U);
  EXPECT_EQ(up->posts[0].id, other.id);
  EXPECT_EQ(up->posts[1].about, question.id);
}

TEST_F(PostBookTest, WhoHasNothingToLoseIsNotToldToSendItAgain) {
  PostDown anew;
  anew.device = kDevice;
  anew.anew = true;
  const auto question = Written(PostKind::kQuestion);
  ASSERT_TRUE(Book().Write(account_, question, clock.wall));
  EXPECT_FALSE(*Book().AnyHadFrom(kDevice));
  ASSERT_TRUE(Book().Take(anew, clock.wall));
  EXPECT_FALSE(Book().Next(kDevice)->again);
  ASSERT_TRUE(Take({}, {question.id}));
  EXPECT_TRUE(*Book().AnyHadFrom(kDevice));
  EXPECT_EQ(Book().Next(std::string(32, 'e'))->turn, std::string(32, '5')) << "also of another identity";
}

TEST_F(PostBookTest, AWithdrawalThatOvertakesItsPostIsNotForgotten) {
  const auto question = Written(PostKind::kQuestion);
  ASSERT_TRUE(Take({News(1, "withdrawn", question), News(2, "post", question)}));
  EXPECT_THAT(*Book().QuestionsFromElsewhere(), IsEmpty());
}

TEST_F(PostBookTest, WithAQuestionItsAnswersGo) {
  const auto own = Written(PostKind::kQuestion), theirs = Written(PostKind::kQuestion);
  ASSERT_TRUE(Book().Write(account_, own, clock.wall));
  const auto answer = Written(PostKind::kAnswer, own.id);
  ASSERT_TRUE(Take({News(1, "post", answer), News(2, "post", theirs)}, {own.id}));
  ASSERT_TRUE(Book().Withdraw(account_, own.id, clock.wall));
  EXPECT_EQ(StateOf(answer), "gone");
  // What was written here stays a while for its writer.
  const auto written = Written(PostKind::kAnswer, theirs.id);
  ASSERT_TRUE(Book().Write(account_, written, clock.wall));
  ASSERT_TRUE(Take({News(3, "withdrawn", theirs)}));
  EXPECT_EQ(StateOf(written), "waiting");
  clock.Pass(kAnswerWithoutQuestionMs + kDayMs);
  ASSERT_TRUE(Take({}));
  EXPECT_EQ(StateOf(written), "gone");
}

TEST_F(PostBookTest, WhatTheCountyTakesBackWithAnAccountGoesHereToo) {
  const auto own = Written(PostKind::kQuestion);
  ASSERT_TRUE(Book().Write(account_, own, clock.wall));
  ASSERT_TRUE(Take({News(1, "withdrawn", own)}, {own.id}));
  EXPECT_THAT(*Book().QuestionsOf(account_), IsEmpty());
}

TEST_F(PostBookTest, WithTheAccountGoesWhatItWroteAndTheExportHasItBefore) {
  const auto question = Written(PostKind::kQuestion);
  ASSERT_TRUE(Book().Write(account_, question, clock.wall));
  ASSERT_TRUE(Take({}, {question.id}));
  EXPECT_THAT(*people->Export(account_, Actor::Console()), HasSubstr("为什么？"));
  ASSERT_TRUE(people->Erase(account_, Actor::Console()));
  EXPECT_EQ(StateOf(question), "gone");
  const auto next = Book().Next(kDevice)->posts;
  ASSERT_EQ(next.size(), 1U);
  EXPECT_EQ(next[0].kind, PostKind::kWithdrawal);
  EXPECT_EQ(next[0].about, question.id);
  EXPECT_TRUE(formats::Check(next[0]));
}

// The county keeps what it hid, until its writer goes.
TEST_F(PostBookTest, WithTheAccountGoesAlsoWhatTheCountyHid) {
  const auto question = Written(PostKind::kQuestion);
  ASSERT_TRUE(Book().Write(account_, question, clock.wall));
  ASSERT_TRUE(Take({News(1, "hidden", question)}, {question.id}));
  ASSERT_EQ(StateOf(question), "hidden");
  ASSERT_TRUE(people->Erase(account_, Actor::Console()));
  const auto next = Book().Next(kDevice)->posts;
  ASSERT_EQ(next.size(), 1U);
  EXPECT_EQ(next[0].kind, PostKind::kWithdrawal);
  EXPECT_EQ(next[0].about, question.id);
}

TEST_F(PostBookTest, ASharedListIsReplacedAndGoesWithTheList) {
  Teaching teaching(people->rows());
  const auto list = *teaching.lists.Make(account_, {"三课", "", ""}, clock.wall);
  const auto first = List(), second = List();
  ASSERT_TRUE(Book().ShareList(account_, list, first, clock.wall));
  ASSERT_TRUE(Take({}, {first.id}));
  ASSERT_TRUE(Book().ShareList(account_, list, second, clock.wall));
  EXPECT_EQ(Book().OwnLists(account_)->size(), 1U);
  EXPECT_EQ(Book().Next(kDevice)->posts.size(), 2U) << "the new one, and the old one's end";
  ASSERT_TRUE(teaching.lists.Remove(account_, list));
  EXPECT_THAT(*Book().OwnLists(account_), IsEmpty());
  std::set<std::string> ended;
  const auto next = Book().Next(kDevice)->posts;
  for (const auto& post : next) {
    if (post.kind == PostKind::kWithdrawal) ended.insert(post.about);
  }
  EXPECT_THAT(ended, testing::UnorderedElementsAre(first.id, second.id));
}

TEST_F(PostBookTest, ATeacherWritesADaysWorthAndMoreTomorrow) {
  for (std::int64_t i = 0; i < kMostPostsADay; ++i) {
    ASSERT_TRUE(Book().Write(account_, Written(PostKind::kQuestion), clock.wall));
  }
  EXPECT_THAT(Book().Write(account_, Written(PostKind::kQuestion), clock.wall),
              FailsWith("question.too_many_today"));
  EXPECT_LE(Book().Next(kDevice)->posts.size(), formats::kMaxPostsAtOnce);
  clock.Pass(2 * kDayMs);
  for (std::int64_t day = 0; day < 9; ++day) {
    for (std::int64_t i = 0; i < kMostPostsADay; ++i) {
      ASSERT_TRUE(Book().Write(account_, Written(PostKind::kQuestion), clock.wall));
    }
    clock.Pass(2 * kDayMs);
  }
  EXPECT_THAT(Book().Write(account_, Written(PostKind::kQuestion), clock.wall),
              FailsWith("question.too_many_wait"));
}

TEST_F(PostBookTest, AWholeListGoesAtOnceAndManyGoInTurns) {
  auto large = List();
  large.items.clear();
  for (std::size_t i = 0; i < formats::kMaxPostItems; ++i) {
    large.items.push_back({"sx-" + std::to_string(i), std::string(formats::kMaxPostTitle, 't'),
                           std::string(formats::kMaxPostItemNote, 'n')});
  }
  for (std::int64_t number = 1; number <= 5; ++number) {
    large.id = ToHex(RandomBytes(16));
    ASSERT_TRUE(Book().ShareList(account_, number, large, clock.wall));
  }
  const auto next = *Book().Next(kDevice);
  EXPECT_GE(next.posts.size(), 1U);
  EXPECT_LT(next.posts.size(), 5U);
  EXPECT_LT(formats::ToJson(next).size(), formats::kMaxPostUnpacked);
}

}  // namespace
}  // namespace lianxiao::storage
