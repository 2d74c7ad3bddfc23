// Logging in and managing accounts, in a real Chromium against real programs. Pictures of every page go to
// the folder LIANXIAO_SHOTS, when it is set, to be looked at.
#include <gmock/gmock.h>

#include "tests/browser/shots.h"
#include "tests/e2e/world.h"
#include "tests/support/browser.h"
#include "tests/support/browser_login.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class People : public World {
 protected:
  // What a page shows in its element of this class.
  static std::string TextIn(Browser& browser, const std::string& css) {
    return browser.Run("return document.querySelector(arguments[0]).innerText", {css}).get<std::string>();
  }

  std::unique_ptr<SchoolProgram> Box(const std::string& settings = "") {
    auto school = MakeSchool("school", settings);
    school->Start();
    return school;
  }

  // A manager who logs in for the first time, adds a teacher, and the teacher who logs in then.
  void ManagerAndTeacher(const std::string& shots, const BrowserOptions& options) {
    const auto school = Box();
    Browser browser(options);
    browser.Open(school->url() + "/login");
    ShotThatFits(browser, shots + "-login");
    TypeLogin(browser, school->url(), "manager", school->AddAccount("manager", "manager"));
    ShotThatFits(browser, shots + "-first-password");
    browser.Type("input[name=password]", kPassword);
    browser.Type("input[name=again]", kPassword);
    Submit(browser, "main form button");
    EXPECT_THAT(browser.Text(), HasSubstr("王芳"));
    ShotThatFits(browser, shots + "-in");
    browser.Open(school->url() + "/me");
    ShotThatFits(browser, shots + "-me");
    browser.ClickLink("账号");
    ShotThatFits(browser, shots + "-people");
    browser.ClickLink("添一个人");
    ShotThatFits(browser, shots + "-new");
    browser.Type("input[name=name]", "李强");
    browser.Type("input[name=login]", "liqiang");
    Submit(browser, "main form button");
    ShotThatFits(browser, shots + "-code");
    const auto code = TextIn(browser, ".secret");
    browser.ClickLink("抄好了");
    EXPECT_THAT(browser.Text(), HasSubstr("等他第一次登录"));
    browser.ClickLink("李强");
    ShotThatFits(browser, shots + "-one");
    browser.Open(school->url() + "/audit");
    EXPECT_THAT(browser.Text(), HasSubstr("添了账号"));
    ShotThatFits(browser, shots + "-audit");
    Submit(browser, ".who button");
    browser.Open(school->url() + "/people");
    EXPECT_THAT(browser.Url(), HasSubstr("/login")) << "the logout ended it";
    FirstLogin(browser, school->url(), "liqiang", code);
    EXPECT_THAT(browser.Text(), HasSubstr("李强"));
    browser.Open(school->url() + "/people");
    EXPECT_THAT(browser.Text(), HasSubstr("不能打开"));
    ShotThatFits(browser, shots + "-refused");
  }
};

TEST_F(People, AManagerAddsATeacherWhoThenLogsIn) { ManagerAndTeacher("desktop", {}); }

TEST_F(People, TheSameOnAPhone) { ManagerAndTeacher("phone", {.phone = true}); }

TEST_F(People, AWrongPasswordFiveTimesLocksAndSaysUntilWhen) {
  const auto school = Box();
  const auto code = school->AddAccount("wangfang", "teacher");
  Browser browser;
  FirstLogin(browser, school->url(), "wangfang", code);
  Submit(browser, ".who button");
  for (int i = 0; i < 6; ++i) TypeLogin(browser, school->url(), "wangfang", "wrong-2026");
  EXPECT_THAT(browser.Text(), HasSubstr("以后才能再试"));
  ShotThatFits(browser, "desktop-locked");
}

TEST_F(People, AFormWithoutItsTokenIsRefused) {
  const auto school = Box();
  Browser browser;
  FirstLogin(browser, school->url(), "manager", school->AddAccount("manager", "manager"));
  browser.Open(school->url() + "/people/new");
  browser.Run("document.querySelector('main input[name=csrf]').value = 'x'");
  browser.Type("input[name=name]", "李强");
  browser.Type("input[name=login]", "liqiang");
  Submit(browser, "main form button");
  EXPECT_THAT(browser.Text(), HasSubstr("没有改动任何东西"));
  browser.Open(school->url() + "/people");
  EXPECT_THAT(browser.Text(), Not(HasSubstr("李强")));
}

TEST_F(People, ASessionThatDoesNothingEnds) {
  const auto school = Box("[people]\nidle_s = 5\n");
  Browser browser;
  FirstLogin(browser, school->url(), "manager", school->AddAccount("manager", "manager"));
  browser.Open(school->url() + "/people");
  EXPECT_THAT(browser.Url(), HasSubstr("/people"));
  SleepMs(6'500);
  browser.Open(school->url() + "/people");
  EXPECT_THAT(browser.Url(), HasSubstr("/login"));
  EXPECT_THAT(browser.Text(), HasSubstr("自动退出"));
}

TEST_F(People, TheCountysConsoleNeedsALoginAndMakesCodes) {
  PublishSamples();
  center_.Start();
  Browser browser;
  browser.Open(center_.url() + "/");
  EXPECT_THAT(browser.Url(), HasSubstr("/login"));
  ShotThatFits(browser, "county-login");
  FirstLogin(browser, center_.url(), "admin", center_.AddAccount("admin", "administrator"));
  ShotThatFits(browser, "county-schools");
  browser.ClickLink("新盒子加入");
  ShotThatFits(browser, "county-join");
  browser.Type("input[name=school]", "longtan");
  browser.Type("input[name=name]", "龙潭教学点");
  Submit(browser, "main form button");
  EXPECT_THAT(TextIn(browser, ".secret"), HasSubstr("LX"));
  ShotThatFits(browser, "county-code");
  browser.Open(center_.url() + "/people/new");
  ShotThatFits(browser, "county-new");
  browser.Open(center_.url() + "/audit");
  EXPECT_THAT(browser.Text(), HasSubstr("做了登记码"));
  ShotThatFits(browser, "county-audit");
  browser.Open(center_.url() + "/me");
  ShotThatFits(browser, "county-me");
  Submit(browser, "form[action='/me/second-factor'] button");
  EXPECT_THAT(browser.Text(), HasSubstr("输入密钥"));
  ShotThatFits(browser, "county-second");
}

TEST_F(People, ALostBoxIsShutOutFromTheConsoleAndItsOwnPageSaysWhatToDo) {
  PublishSamples();
  center_.Start();
  const auto school = EnrolledSchool();
  Browser browser, phone({.phone = true});
  FirstLogin(browser, center_.url(), "admin", center_.AddAccount("admin", "administrator"));
  ShotThatFits(browser, "county-one-school");
  browser.ClickLink("盒子丢了");
  EXPECT_THAT(browser.Text(), HasSubstr("停用石羊塘村小的盒子？"));
  EXPECT_THAT(browser.Text(), HasSubstr("不能撤回"));
  ShotThatFits(browser, "county-revoke");
  phone.Open(center_.url() + "/login");
  TypeLogin(phone, center_.url(), "admin", kPassword);
  phone.Open(browser.Url());
  ShotThatFits(phone, "phone-county-revoke");
  phone.Open(center_.url() + "/");
  ShotThatFits(phone, "phone-county-schools");
  browser.Type("input[name=why]", "11月20日夜里学校失窃");
  Submit(browser, "main form button");
  EXPECT_THAT(browser.Text(), HasSubstr("停用了"));
  ShotThatFits(browser, "county-revoked");
  browser.ClickLink("做新登记码");
  EXPECT_EQ(browser.Run("return document.querySelector('input[name=school]').value"), "shiyangtang");
  browser.Open(center_.url() + "/audit");
  EXPECT_THAT(browser.Text(), HasSubstr("吊销了盒子"));
  ASSERT_TRUE(WaitUntil(
      [&] {
        school->SyncNow();
        browser.Open(school->url() + "/status");
        return browser.Text().find("县里停用了这台盒子") != std::string::npos;
      },
      kSoonMs))
      << browser.Text();
  EXPECT_THAT(browser.Text(), HasSubstr("请县里给一个新登记码"));
  ShotThatFits(browser, "desktop-status-revoked");
  phone.Open(school->url() + "/status");
  ShotThatFits(phone, "phone-status-revoked");
}

TEST_F(People, WhoSeesAnUnknownDeviceLogsItOutAndStaysIn) {
  const auto school = Box();
  Browser office, phone({.phone = true});
  FirstLogin(office, school->url(), "wangfang", school->AddAccount("wangfang", "teacher"));
  TypeLogin(phone, school->url(), "wangfang", kPassword);
  office.Open(school->url() + "/me");
  EXPECT_THAT(office.Text(), HasSubstr("这一台"));
  ShotThatFits(office, "desktop-me-two-devices");
  phone.Open(school->url() + "/me");
  ShotThatFits(phone, "phone-me-two-devices");
  Submit(office, ".sessions form button");
  EXPECT_THAT(office.Text(), HasSubstr("那台设备已经退出"));
  phone.Open(school->url() + "/me");
  EXPECT_THAT(phone.Url(), HasSubstr("/login"));
  TypeLogin(phone, school->url(), "wangfang", kPassword);
  office.Open(school->url() + "/me");
  Submit(office, "form[action='/me/end-other-sessions'] button");
  EXPECT_THAT(office.Text(), HasSubstr("其他设备都已经退出"));
  phone.Open(school->url() + "/me");
  EXPECT_THAT(phone.Url(), HasSubstr("/login"));
}

TEST_F(People, SlipsWithCodesForAllWhoWaitAreShownOnceToPrint) {
  const auto school = Box();
  for (const auto* login : {"liqiang", "zhaoyun", "chenmei"}) school->AddAccount(login, "teacher");
  Browser browser;
  FirstLogin(browser, school->url(), "manager", school->AddAccount("manager", "manager"));
  browser.Open(school->url() + "/people");
  browser.ClickLink("打印登录码");
  ShotThatFits(browser, "desktop-slips-choice");
  browser.Click("input[name=id]");  // Not for the first of them.
  Submit(browser, "main form button");
  EXPECT_EQ(browser.Run("return document.querySelectorAll('.paper-slips li').length"), 2);
  ShotThatFits(browser, "desktop-slips");
  const auto login = TextIn(browser, ".paper-slips li:last-child .paper-code");
  const auto code = TextIn(browser, ".paper-slips li:last-child dd:last-child .paper-code");
  Submit(browser, ".who button");
  FirstLogin(browser, school->url(), login, code);
}

TEST_F(People, WithoutScriptsTheSameWorks) {
  const auto school = Box();
  Browser browser({.javascript = false});
  FirstLogin(browser, school->url(), "wangfang", school->AddAccount("wangfang", "teacher"));
  Submit(browser, ".who button");
  browser.Open(school->url() + "/me");
  EXPECT_THAT(browser.Url(), HasSubstr("/login"));
}

TEST_F(People, AClassroomThatAsksForALoginShowsNothingBefore) {
  const auto school = Box("[people]\nclassroom_login = true\n");
  Browser browser;
  browser.Open(school->url() + "/browse");
  EXPECT_THAT(browser.Url(), HasSubstr("/login?next=%2Fbrowse"));
  EXPECT_EQ(HttpGet(school->url() + "/api/v1/resources").status, 401);
  browser.Open(school->url() + "/status");
  EXPECT_THAT(browser.Url(), HasSubstr("/status"));
}

}  // namespace
}  // namespace lianxiao::test
