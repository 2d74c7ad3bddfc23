// Questions to other schools and lists shared with the alliance, as a browser without scripts uses them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/fake_teaching.h"
#include "web/school_site.h"

namespace lianxiao::web {
namespace {

using storage::Role;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr char kLesson[] = "sx-3s-fenshu";

class QuestionPages : public testing::Test {
 protected:
  QuestionPages() {
    auto routes = SchoolRoutes(view_, home_.Site(), {.courseware_port = "8481", .teaching = own_.site});
    AddTeaching(routes, *own_.site);
    router_ = Guarded(routes, *home_.people, {});
    home_.Member("wangfang", Role::kTeacher);
    teacher_.LogIn("wangfang");
  }
  std::string Page(const std::string& address) { return TextOf(teacher_.Get(address)); }
  static QuestionHere Asked(const std::string& state) {
    QuestionHere question;
    question.id = std::string(32, 'a');
    question.author = "王芳";
    question.to = "镇小学";
    question.resource = kLesson;
    question.title = "分数";
    question.text = "为什么 <b>？";
    question.state = state;
    question.at = {1'795'250'000'000};
    return question;
  }

  FakeSchoolView view_;
  PeopleOnDisk home_;
  FakeTeaching own_{home_, view_};
  FakeQuestions& questions_ = own_.questions;
  Router router_;
  FalseBrowser teacher_{router_};
};

TEST_F(QuestionPages, NeedALogin) {
  FalseBrowser nobody(router_);
  for (const auto* page : {"/teaching/questions", "/teaching/alliance"}) {
    EXPECT_THAT(HeaderOf(nobody.Get(page), "Location"), HasSubstr("/login")) << page;
  }
  EXPECT_THAT(TextOf(nobody.Get(std::string("/r/") + kLesson)), Not(HasSubstr("/teaching/questions")));
}

TEST_F(QuestionPages, ATeacherAsksOnTheLessonsPage) {
  const auto page = Page(std::string("/r/") + kLesson);
  EXPECT_THAT(page, HasSubstr("action=\"/teaching/questions\""));
  EXPECT_THAT(page, HasSubstr("镇小学"));
  const auto asked =
      teacher_.Submit("/teaching/questions",
                      {{"whom", "school:zhenxiao"}, {"resource", kLesson}, {"text", "为什么？\r\n第二题"}});
  EXPECT_EQ(asked.status, 303);
  EXPECT_THAT(questions_.acts,
              ElementsAre("wangfang asks school zhenxiao of sx-3s-fenshu: 为什么？\n第二题"));
  questions_.whom.clear();
  EXPECT_THAT(Page(std::string("/r/") + kLesson), Not(HasSubstr("action=\"/teaching/questions\"")));
  EXPECT_THAT(Page("/teaching/questions"), AllOf(HasSubstr("还没有可以提问的学校"), HasSubstr("</html>")));
}

TEST_F(QuestionPages, WhatWasTypedIsNotLostWhenItCannotBeSent) {
  const auto answer = teacher_.Submit("/teaching/questions", {{"whom", "school:zhenxiao"}, {"text", ""}});
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(TextOf(answer), HasSubstr("请写上内容，最多 1000 字。"));

  questions_.whom.push_back({"studio", "chen", "陈老师工作室"});
  questions_.refuse = "question.too_many_today: enough";
  const auto page = TextOf(
      teacher_.Submit("/teaching/questions",
                      {{"whom", "studio:chen"}, {"resource", kLesson}, {"text", "为什么 <b>？\r\n第二题"}}));
  EXPECT_THAT(page, HasSubstr("今天发得够多了"));
  EXPECT_THAT(page, HasSubstr(">为什么 &lt;b&gt;？\n第二题</textarea>"));
  EXPECT_THAT(page, HasSubstr("<option value=\"studio:chen\" selected>"));
  EXPECT_THAT(page, Not(HasSubstr("<option value=\"school:zhenxiao\" selected>")));
  EXPECT_THAT(page, HasSubstr("name=\"resource\" value=\"sx-3s-fenshu\""));
  EXPECT_THAT(page, HasSubstr("关于："));
  EXPECT_THAT(page, Not(HasSubstr("没有发出去的文字"))) << "it stands in its form";
  questions_.whom.clear();
  EXPECT_THAT(TextOf(teacher_.Submit("/teaching/questions", {{"whom", "school:x"}, {"text", "长长的问题"}})),
              AllOf(HasSubstr("没有发出去的文字"), HasSubstr(">长长的问题</textarea>")));
}

TEST_F(QuestionPages, AnAnswerThatIsRefusedStandsInItsFormAgain) {
  auto first = Asked("here"), second = Asked("here");
  second.id = std::string(32, 'b');
  questions_.received = {first, second};
  questions_.refuse = "question.too_many_wait: enough";
  const auto refused =
      teacher_.Submit("/teaching/questions/" + second.id, {{"act", "answer"}, {"text", "因为。\r\n看图"}});
  EXPECT_EQ(refused.status, 403);
  const auto page = TextOf(refused);
  const auto typed = page.find(">因为。\n看图</textarea>");
  ASSERT_NE(typed, page.npos);
  EXPECT_GT(typed, page.find("/teaching/questions/" + second.id)) << "in the form of its own question";
  EXPECT_EQ(page.find(">因为。", typed + 1), page.npos) << "and in no other";
  // The question was taken back meanwhile: there is no form any more, and the words are not lost.
  questions_.received = {first};
  questions_.refuse = "question.unknown: gone";
  EXPECT_THAT(TextOf(teacher_.Submit("/teaching/questions/" + second.id,
                                     {{"act", "answer"}, {"text", "因为。看图"}})),
              AllOf(HasSubstr("没有发出去的文字"), HasSubstr(">因为。看图</textarea>")));
}

TEST_F(QuestionPages, EachStateIsSaidAsItIs) {
  const std::pair<const char*, const char*> states[] = {{"waiting", "还在这里，等线路"},
                                                        {"with_county", "县里收到了，还没有送到"},
                                                        {"delivered", "已送到镇小学"},
                                                        {"hidden", "县里隐藏了"}};
  for (const auto& [state, words] : states) {
    questions_.mine = {Asked(state)};
    const auto page = Page("/teaching/questions");
    EXPECT_THAT(page, HasSubstr(words));
    EXPECT_THAT(page, HasSubstr("为什么 &lt;b&gt;？"));
  }
  questions_.mine = {Asked("refused")};
  questions_.mine[0].why = "post.no_partner: no";
  EXPECT_THAT(Page("/teaching/questions"), HasSubstr("没有送：两所学校现在没有结对"));
  questions_.mine = {Asked("delivered")};
  AnswerHere answer;
  answer.author = "李雷";
  answer.from = "镇小学";
  answer.text = "因为。";
  answer.state = "here";
  questions_.mine[0].answers = {answer};
  const auto page = Page("/teaching/questions");
  EXPECT_THAT(page, HasSubstr("已有回答"));
  EXPECT_THAT(page, HasSubstr("李雷 · 镇小学"));
}

TEST_F(QuestionPages, AReceivedQuestionIsAnsweredAndAnOwnAnswerTakenBack) {
  auto question = Asked("here");
  question.from = "龙潭教学点";
  AnswerHere own;
  own.id = std::string(32, 'b');
  own.author = "王芳";
  own.text = "因为。";
  own.state = "waiting";
  own.own = own.mine = true;
  question.answers = {own};
  questions_.received = {question};
  EXPECT_THAT(Page("/teaching/questions"), HasSubstr("王芳 · 龙潭教学点"));
  const auto address = "/teaching/questions/" + question.id;
  EXPECT_EQ(teacher_.Submit(address, {{"act", "answer"}, {"text", "看图。"}}).status, 303);
  EXPECT_EQ(teacher_.Submit("/teaching/questions/" + own.id, {{"act", "take_back"}}).status, 303);
  EXPECT_THAT(questions_.acts,
              ElementsAre("wangfang answers " + question.id + ": 看图。", "wangfang takes back " + own.id));
  EXPECT_EQ(teacher_.Submit(address, {{"act", "sing"}}).status, 400);
}

TEST_F(QuestionPages, AListIsSharedWithTheAllianceAndTakenBack) {
  const auto list = HeaderOf(
      teacher_.Submit("/teaching/lists", {{"name", "三课"}, {"kind", "own"}, {"id", "x"}}), "Location");
  EXPECT_THAT(Page(list), HasSubstr("其中 1 项是本校课件，不会送去。"));
  EXPECT_EQ(teacher_.Submit(list, {{"act", "share_alliance"}, {"alliance", "zhen"}}).status, 303);
  EXPECT_THAT(Page(list), HasSubstr("分享给镇联盟：还在这里，等线路。"));
  EXPECT_EQ(teacher_.Submit(list, {{"act", "unshare_alliance"}}).status, 303);
  EXPECT_THAT(Page(list), Not(HasSubstr("还在这里，等线路")));
  const auto refused = teacher_.Submit(list, {{"act", "share_alliance"}});
  EXPECT_THAT(TextOf(refused), HasSubstr("只有本校课件"));
}

TEST_F(QuestionPages, ASharedListShowsWhatIsHereAndBecomesOnesOwn) {
  EXPECT_THAT(Page("/teaching/alliance"), HasSubstr("还没有分享来的备课"));
  SharedList shared{
      .id = std::string(32, 'c'), .name = "三课", .author = "李雷", .from = "镇小学", .at = {}, .items = {}};
  shared.items = {{0, {"lesson", kLesson}, "分数", "先看"}, {0, {"lesson", "gone"}, "不在的课", ""}};
  questions_.lists = {shared};
  EXPECT_THAT(Page("/teaching/alliance"), HasSubstr("镇小学"));
  const auto page = Page("/teaching/alliance/" + shared.id);
  EXPECT_THAT(page, HasSubstr("/r/sx-3s-fenshu"));
  EXPECT_THAT(page, HasSubstr("不在的课"));
  const auto copied = teacher_.Submit("/teaching/alliance/" + shared.id, {});
  EXPECT_EQ(copied.status, 303);
  const auto own = Page(HeaderOf(copied, "Location"));
  EXPECT_THAT(own, HasSubstr("三课"));
  EXPECT_THAT(own, HasSubstr("先看"));
  EXPECT_EQ(teacher_.Get("/teaching/alliance/" + std::string(32, 'd')).status, 404);
}

TEST_F(QuestionPages, ProgramsDoTheSame) {
  questions_.mine = {Asked("with_county")};
  EXPECT_EQ(JsonOf(teacher_.Get("/api/v1/me/questions")).at("questions").at(0).at("state"), "with_county");
  EXPECT_EQ(JsonOf(teacher_.Get("/api/v1/me/partners")).at("partners").at(0).at("id"), "zhenxiao");
  EXPECT_EQ(JsonOf(teacher_.Get("/api/v1/me/alliance-lists")).at("lists").size(), 0U);
}

}  // namespace
}  // namespace lianxiao::web
