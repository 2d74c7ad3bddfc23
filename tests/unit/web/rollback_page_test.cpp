#include "web/console/rollback_page.h"

#include <gmock/gmock.h>

#include "tests/unit/web/fake_rollbacks.h"
#include "tests/unit/web/people_fixture.h"
#include "web/api/rollback_api.h"
#include "web/people/gate.h"

namespace lianxiao::web {
namespace {

using storage::Role;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class RollbackPageTest : public testing::Test {
 protected:
  RollbackPageTest() {
    view_.lessons = {{.id = "sx-3-1", .title = "分数 <b>", .version = 2, .published = {}}};
    view_.bundles = {{.id = "autumn", .name = "秋季开学", .lessons = 2, .asks_again = true}};
    view_.preview.kind = "lesson";
    view_.preview.id = "sx-3-1";
    view_.preview.name = "分数 <b>";
    view_.preview.plan = "cafe";
    view_.preview.lessons = 1;
    view_.preview.bytes = 3 << 20;
    RollbackChange change;
    change.id = "sx-3-1";
    change.title = "分数 <b>";
    change.old_title = "分数的认识";
    change.version = 2;
    change.content_of = 1;
    change.becomes = 3;
    change.files = {"main.mp4"};
    change.bytes = 3 << 20;
    view_.preview.changes = {change};
    AddPeoplePages(routes_, home_.Site());
    AddRollbackPages(routes_, view_, home_.Site());
    guarded_ = Guarded(routes_, *home_.people, {});
    home_.Member("editor", Role::kEditor);
    home_.Member("supervisor", Role::kSupervisor);
    editor_.LogIn("editor");
    other_.LogIn("supervisor");
  }

  PeopleOnDisk home_{storage::Place::kCounty};
  FakeRollbacks view_;
  Router routes_, guarded_;
  FalseBrowser editor_{guarded_}, other_{guarded_};
};

TEST_F(RollbackPageTest, IsForThoseWhoHandInLessons) {
  EXPECT_EQ(other_.Get("/rollback").status, 403);
  EXPECT_EQ(other_.Submit("/rollback/lesson/sx-3-1", {{"plan", "cafe"}, {"why", "错"}}).status, 403);
  const auto page = TextOf(editor_.Get("/rollback"));
  EXPECT_THAT(page, HasSubstr("分数 &lt;b&gt;"));
  EXPECT_THAT(page, HasSubstr("href=\"/rollback/lesson/sx-3-1\""));
  EXPECT_THAT(page, HasSubstr("秋季开学"));
  EXPECT_THAT(TextOf(editor_.Get("/rollback?q=%E6%B2%A1%E6%9C%89")), HasSubstr("没有找到有旧版的课"));
}

TEST_F(RollbackPageTest, SaysWhatWouldHappenBeforeAnybodyAsksForIt) {
  const auto page = TextOf(editor_.Get("/rollback/lesson/sx-3-1"));
  EXPECT_THAT(page, HasSubstr("退回“分数 &lt;b&gt;”？"));
  EXPECT_THAT(page, HasSubstr("分数的认识"));
  EXPECT_THAT(page, HasSubstr("main.mp4"));
  EXPECT_THAT(page, HasSubstr("第 3 版"));
  EXPECT_THAT(page, HasSubstr("最多再下载"));
  EXPECT_THAT(page, HasSubstr("以后还能换回来"));
  EXPECT_TRUE(view_.wishes.empty()) << "looking asks for nothing";
}

TEST_F(RollbackPageTest, AWishIsInTheLogAndShowsTheOneCommandThatDoesIt) {
  EXPECT_EQ(editor_.Submit("/rollback/lesson/sx-3-1", {{"plan", "cafe"}, {"why", "第二页有错"}}).status, 303);
  EXPECT_THAT(TextOf(editor_.Get("/rollback")), HasSubstr("lianxiao center rollback 1"));
  EXPECT_THAT(home_.Log(), Contains("rollbacks.asked of lesson sx-3-1 by editor"));
  EXPECT_EQ(editor_.Submit("/rollback/requests/1/drop", {}).status, 303);
  EXPECT_THAT(home_.Log(), Contains("rollbacks.dropped of lesson sx-3-1 by editor"));
  EXPECT_THAT(TextOf(editor_.Get("/rollback")), Not(HasSubstr("lianxiao center rollback 1")));
  EXPECT_EQ(editor_.Submit("/rollback/requests/1/drop", {}).status, 404) << "nothing waits any more";
}

TEST_F(RollbackPageTest, WhatChangedSinceItWasShownIsShownAnewAndAReasonIsNeeded) {
  const auto changed = editor_.Submit("/rollback/lesson/sx-3-1", {{"plan", "beef"}, {"why", "有错"}});
  EXPECT_EQ(changed.status, 403);
  EXPECT_THAT(TextOf(changed), HasSubstr("再看一遍"));
  EXPECT_THAT(TextOf(changed), HasSubstr("value=\"cafe\""));
  EXPECT_THAT(TextOf(changed), HasSubstr("value=\"有错\"")) << "what was typed stays";
  const auto silent = editor_.Submit("/rollback/lesson/sx-3-1", {{"plan", "cafe"}, {"why", " "}});
  EXPECT_EQ(silent.status, 400);
  EXPECT_THAT(TextOf(silent), HasSubstr("请写一句为什么退回"));
  EXPECT_TRUE(view_.wishes.empty());
  EXPECT_EQ(editor_.Get("/rollback/lesson/unknown").status, 404);
  EXPECT_EQ(editor_.Get("/rollback/planet/mars").status, 404);
}

TEST_F(RollbackPageTest, AWishOfWhichNothingIsKnownNowIsNotSaidToHaveChanged) {
  editor_.Submit("/rollback/lesson/sx-3-1", {{"plan", "cafe"}, {"why", "有错"}});
  view_.wishes[0].state = "unknown";
  const auto page = TextOf(editor_.Get("/rollback"));
  EXPECT_THAT(page, HasSubstr("现在查不到内容变没变过"));
  EXPECT_THAT(page, Not(HasSubstr("后来又发布过")));
  EXPECT_THAT(page, HasSubstr("撤回请求")) << "it waits";
}

TEST_F(RollbackPageTest, ThatItWasDoneIsNotedWithWhoDidIt) {
  editor_.Submit("/rollback/lesson/sx-3-1", {{"plan", "cafe"}, {"why", "有错"}});
  Router control;
  AddRollbackControl(control, view_, home_.Site());
  const auto list = JsonOf(Ask(control, {.target = "/control/v1/rollbacks"})).at("rollbacks");
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].at("plan"), "cafe");
  const auto done = Ask(control, {.method = "POST",
                                  .target = "/control/v1/rollbacks/1/done",
                                  .body = R"({"by": "root"})",
                                  .headers = {{"content-type", "application/json"}},
                                  .local = true});
  ASSERT_EQ(JsonOf(done).value("state", TextOf(done)), "done");
  EXPECT_EQ(JsonOf(done).at("decided_by"), "root");
  EXPECT_THAT(home_.Log(), Contains(HasSubstr("rollbacks.done of lesson sx-3-1")));
}

}  // namespace
}  // namespace lianxiao::web
