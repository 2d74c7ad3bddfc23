#include "web/console/questions_page.h"

#include <gmock/gmock.h>

#include "tests/unit/web/fake_posts_view.h"
#include "tests/unit/web/people_fixture.h"
#include "web/api/posts_api.h"
#include "web/people/gate.h"

namespace lianxiao::web {
namespace {

using storage::Role;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class QuestionsConsoleTest : public testing::Test {
 protected:
  QuestionsConsoleTest() {
    PostedQuestion question;
    question.id = std::string(32, 'a');
    question.school_name = "龙潭教学点";
    question.author = "王芳";
    question.title = "分数 <b>";
    question.text = "为什么？";
    question.state = "here";
    question.ours = true;
    view_.questions.push_back(question);
    view_.counts = {{"longtan", 1, 0, 0}};
    AddPeoplePages(routes_, home_.Site());
    AddQuestionsPages(routes_, view_, home_.Site());
    AddPostsApi(routes_, view_, home_.Site());
    guarded_ = Guarded(routes_, *home_.people, {});
    home_.Member("reviewer", Role::kReviewer);
    home_.Member("supervisor", Role::kSupervisor);
    reviewer_.LogIn("reviewer");
    other_.LogIn("supervisor");
  }

  const std::string address_ = "/questions/" + std::string(32, 'a');
  PeopleOnDisk home_{storage::Place::kCounty};
  FakePostsView view_;
  Router routes_, guarded_;
  FalseBrowser reviewer_{guarded_}, other_{guarded_};
};

TEST_F(QuestionsConsoleTest, WhatTeachersWroteIsForReviewersAndTheFiguresForWhoReads) {
  EXPECT_EQ(other_.Get("/questions").status, 403);
  EXPECT_EQ(other_.Get("/api/v1/questions").status, 403);
  EXPECT_EQ(other_.Submit(address_ + "/hide", {{"why", "x"}}).status, 403);
  EXPECT_EQ(JsonOf(other_.Get("/api/v1/questions/counts")).at("counts").at(0).at("asked"), 1);
  const auto page = TextOf(reviewer_.Get("/questions"));
  EXPECT_THAT(page, HasSubstr("龙潭教学点"));
  EXPECT_THAT(page, HasSubstr("分数 &lt;b&gt;"));
  EXPECT_THAT(page, HasSubstr("等县里回答"));
}

TEST_F(QuestionsConsoleTest, TheCountyAnswersInAPersonsName) {
  const auto empty = reviewer_.Submit(address_ + "/answer", {{"text", ""}});
  EXPECT_EQ(empty.status, 400);
  EXPECT_THAT(TextOf(empty), HasSubstr("请写上内容"));
  EXPECT_EQ(reviewer_.Submit(address_ + "/answer", {{"text", "因为。\r\n看图。"}}).status, 303);
  EXPECT_EQ(view_.answered, std::string(32, 'a') + " by 王芳: 因为。\n看图。");
  EXPECT_THAT(home_.Log(), Contains("question.answered of " + std::string(32, 'a') + " by reviewer"));
}

TEST_F(QuestionsConsoleTest, HidingNeedsAReasonAndStandsInTheLog) {
  EXPECT_EQ(reviewer_.Submit(address_ + "/hide", {{"why", ""}}).status, 400);
  EXPECT_EQ(reviewer_.Submit(address_ + "/hide", {{"why", "骂人"}}).status, 303);
  EXPECT_EQ(view_.hidden, std::string(32, 'a') + ": 骂人");
  EXPECT_THAT(home_.Log(), Contains("question.hidden of " + std::string(32, 'a') + " by reviewer"));
  view_.questions[0].state = "hidden";
  EXPECT_THAT(TextOf(reviewer_.Get("/questions")), Not(HasSubstr("action=\"" + address_ + "/answer\"")));
}

TEST_F(QuestionsConsoleTest, WhatWasTypedStandsThereAgainWhenItIsRefused) {
  view_.refuse = "question.not_ours: a school";
  const auto answer = TextOf(reviewer_.Submit(address_ + "/answer", {{"text", "因为 <b>。\r\n看图。"}}));
  EXPECT_THAT(answer, HasSubstr(">因为 &lt;b&gt;。\n看图。</textarea>"));
  EXPECT_THAT(answer, Not(HasSubstr("没有发出去的文字")));
  const auto hide = TextOf(reviewer_.Submit(address_ + "/hide", {{"why", "骂人"}}));
  EXPECT_THAT(hide, HasSubstr("name=\"why\" value=\"骂人\""));
  EXPECT_THAT(hide, HasSubstr("<details open>"));
  view_.questions[0].state = "withdrawn";
  EXPECT_THAT(TextOf(reviewer_.Submit(address_ + "/answer", {{"text", "因为。"}})),
              HasSubstr("没有发出去的文字"));
}

TEST_F(QuestionsConsoleTest, TheCountysOwnAnswerGoesWithItsWritersAccountAndCanBeTakenBack) {
  EXPECT_EQ(reviewer_.Submit(address_ + "/answer", {{"text", "因为。"}}).status, 303);
  EXPECT_EQ(view_.person, home_.people->FindLogin("reviewer")->person);
  PostedAnswer ours, theirs;
  ours.id = std::string(32, 'b');
  theirs.id = std::string(32, 'c');
  ours.text = theirs.text = "因为。";
  ours.state = theirs.state = "here";
  ours.ours = true;
  view_.questions[0].answers = {ours, theirs};
  const auto page = TextOf(reviewer_.Get("/questions"));
  EXPECT_THAT(page, HasSubstr("/questions/" + ours.id + "/take-back"));
  EXPECT_THAT(page, Not(HasSubstr("/questions/" + theirs.id + "/take-back")));
  EXPECT_EQ(other_.Submit("/questions/" + ours.id + "/take-back", {}).status, 403);
  EXPECT_EQ(reviewer_.Submit("/questions/" + ours.id + "/take-back", {}).status, 303);
  EXPECT_EQ(view_.taken_back, ours.id);
  EXPECT_THAT(home_.Log(), Contains("answer.taken_back of " + ours.id + " by reviewer"));
}

TEST_F(QuestionsConsoleTest, SharedListsAreForReviewersToSeeAndHide) {
  PostedList list;
  list.id = std::string(32, 'd');
  list.school_name = "镇小学";
  list.author = "李雷";
  list.title = "三课 <b>";
  list.state = "here";
  list.items = {"分数", "小数 · 先看"};
  view_.lists = {list};
  const auto page = TextOf(reviewer_.Get("/questions"));
  for (const auto* words : {"三课 &lt;b&gt;", "李雷", "小数 · 先看", "2 项"}) {
    EXPECT_THAT(page, HasSubstr(words));
  }
  EXPECT_EQ(other_.Get("/api/v1/shared-lists").status, 403);
  EXPECT_EQ(JsonOf(reviewer_.Get("/api/v1/shared-lists")).at("lists").at(0).at("items").size(), 2U);
  EXPECT_EQ(reviewer_.Submit("/questions/" + list.id + "/hide", {{"why", "骂人"}}).status, 303);
  EXPECT_EQ(view_.hidden, list.id + ": 骂人");
  view_.lists[0].state = "hidden";
  EXPECT_THAT(TextOf(reviewer_.Get("/questions")), Not(HasSubstr("/questions/" + list.id + "/hide")));
}

TEST_F(QuestionsConsoleTest, ABoxNeedsNoLoginAndItsBytesGoThrough) {
  const auto answer = Ask(guarded_, {.method = "POST",
                                     .target = "/api/v1/devices/box/post",
                                     .body = "sealed",
                                     .headers = {{"host", "county:8441"}}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(TextOf(answer), "box took sealed");
  EXPECT_EQ(HeaderOf(answer, "Cache-Control"), "no-store");
}

}  // namespace
}  // namespace lianxiao::web
