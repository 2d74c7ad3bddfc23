// An editor asks on the console for a lesson to be taken back, the person with the signing keys does it with
// the one command, and boxes get it. Real programs and a real Chromium.
#include <gmock/gmock.h>

#include "tests/browser/shots.h"
#include "tests/e2e/world.h"
#include "tests/support/browser.h"
#include "tests/support/browser_login.h"
#include "tests/support/typed_program.h"

namespace lianxiao::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class RollbackOnTheConsole : public World {
 protected:
  void PublishTwice() {
    PublishSamples();
    ASSERT_EQ(center_.Import(places_.samples + "/v2").exit_code, 0);
    ASSERT_EQ(center_.Publish().exit_code, 0);
    center_.Start();
  }

  Finished Rollback(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "rollback");
    return center_.Command(std::move(arguments));
  }

  // From the list to a wish that waits. The lesson's number.
  std::string AskForTheFirstLesson(Browser& browser, const std::string& shots) {
    browser.Open(center_.url() + "/rollback");
    EXPECT_THAT(browser.Text(), HasSubstr("最近改过的课"));
    ShotThatFits(browser, shots + "-rollback");
    const auto link = browser.Run("return document.querySelector('tbody a').getAttribute('href')");
    browser.Open(center_.url() + link.get<std::string>());
    EXPECT_THAT(browser.Text(), HasSubstr("学校会怎样"));
    ShotThatFits(browser, shots + "-rollback-one");
    browser.Type("input[name=why]", "第二页的答案错了");
    Submit(browser, "main .slip form button");
    EXPECT_THAT(browser.Text(), HasSubstr("lianxiao center rollback"));
    ShotThatFits(browser, shots + "-rollback-asked");
    const auto address = link.get<std::string>();
    return address.substr(address.rfind('/') + 1);
  }
};

TEST_F(RollbackOnTheConsole, WhatAnEditorAskedForIsDoneByOneCommandAndReachesTheSchool) {
  PublishTwice();
  const auto school = EnrolledSchool();
  ASSERT_TRUE(school->WaitUntilComplete(kSyncMs));
  Browser browser;
  FirstLogin(browser, center_.url(), "chen", center_.AddAccount("chen", "editor"));
  const auto lesson = AskForTheFirstLesson(browser, "desktop");

  EXPECT_THAT(Rollback({}).out, HasSubstr(lesson));
  const auto done = Rollback({"1", "--yes"});
  ASSERT_EQ(done.exit_code, 0) << done.out << done.err;
  EXPECT_EQ(Rollback({"1", "--yes"}).exit_code, 1) << "it was done";
  browser.Open(center_.url() + "/rollback");
  EXPECT_THAT(browser.Text(), HasSubstr("已退回"));
  EXPECT_THAT(browser.Text(), Not(HasSubstr("lianxiao center rollback")));
  ShotThatFits(browser, "desktop-rollback-done");

  school->SyncNow();
  EXPECT_TRUE(WaitUntil(
      [&] { return school->Get("/api/v1/resources/" + lesson).at("version").get<int>() == 3; }, kSyncMs))
      << school->Get("/api/v1/resources/" + lesson).dump(1);
  Browser admin;
  FirstLogin(admin, center_.url(), "admin", center_.AddAccount("admin", "administrator"));
  admin.Open(center_.url() + "/audit");
  EXPECT_THAT(admin.Text(), HasSubstr("请求退回"));
  EXPECT_THAT(admin.Text(), HasSubstr("退回并发布了"));
  ShotThatFits(admin, "desktop-rollback-audit");
}

TEST_F(RollbackOnTheConsole, OnAPhoneWhatWasPublishedSinceIsNotTakenBackByAnOldWish) {
  PublishTwice();
  Browser browser({.phone = true});
  FirstLogin(browser, center_.url(), "chen", center_.AddAccount("chen", "editor"));
  const auto lesson = AskForTheFirstLesson(browser, "phone");
  // Somebody does the same by hand meanwhile.
  ASSERT_EQ(center_.Command({"lesson", "rollback", lesson, "--yes"}).exit_code, 0);
  const auto refused = Rollback({"1", "--yes"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("rollback.changed"));
  browser.Open(center_.url() + "/rollback");
  EXPECT_THAT(browser.Text(), HasSubstr("请重新看"));
  ShotThatFits(browser, "phone-rollback-changed");
  Submit(browser, "form[action$='/drop'] button");
  EXPECT_THAT(browser.Text(), HasSubstr("已撤回"));
}

TEST_F(RollbackOnTheConsole, WhatIsWithdrawnWhileTheCommandAsksIsNotDone) {
  PublishTwice();
  Browser browser;
  FirstLogin(browser, center_.url(), "chen", center_.AddAccount("chen", "editor"));
  const auto lesson = AskForTheFirstLesson(browser, "withdrawn");
  TypedProgram asks({places_.bin + "/lianxiao", "center", "rollback", "1", "--center", Folder("center")});
  ASSERT_TRUE(asks.Shows("Type yes in full:")) << asks.screen();
  browser.Open(center_.url() + "/rollback");
  Submit(browser, "form[action$='/drop'] button");
  EXPECT_THAT(browser.Text(), HasSubstr("已撤回"));
  asks.Type("yes\n");
  EXPECT_EQ(asks.Wait(), 1);
  EXPECT_TRUE(asks.Shows("rollback.no_request")) << asks.screen();
  TypedProgram again(
      {places_.bin + "/lianxiao", "center", "lesson", "rollback", lesson, "--center", Folder("center")});
  EXPECT_TRUE(again.Shows("version 2 becomes")) << "nothing was published since: " << again.screen();
}

TEST_F(RollbackOnTheConsole, ACountyThatNeverImportedSaysThatThereIsNothingToTakeBack) {
  ASSERT_EQ(center_.Init().exit_code, 0);
  center_.Start();
  Browser browser;
  FirstLogin(browser, center_.url(), "chen", center_.AddAccount("chen", "editor"));
  browser.Open(center_.url() + "/rollback");
  EXPECT_THAT(browser.Text(), HasSubstr("还没有可以退回的"));
}

}  // namespace
}  // namespace lianxiao::test
