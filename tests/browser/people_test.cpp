// Logging in and managing accounts, in a real Chromium against real programs. Pictures of every page go to
// the folder LIANXIAO_SHOTS, when it is set, to be looked at.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

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
  static void Shot(Browser& browser, const std::string& name) {
    EXPECT_FALSE(
        browser.Run("return document.documentElement.scrollWidth > window.innerWidth + 1").get<bool>())
        << name << " is wider than the window";
    const char* folder = std::getenv("LIANXIAO_SHOTS");
    if (folder == nullptr) return;
    std::filesystem::create_directories(folder);
    browser.Screenshot(std::string(folder) + "/" + name + ".png");
  }

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
    Shot(browser, shots + "-login");
    TypeLogin(browser, school->url(), "manager", school->AddAccount("manager", "manager"));
    Shot(browser, shots + "-first-password");
    browser.Type("input[name=password]", kPassword);
    browser.Type("input[name=again]", kPassword);
    Submit(browser, "main form button");
    EXPECT_THAT(browser.Text(), HasSubstr("王芳"));
    Shot(browser, shots + "-in");
    browser.Open(school->url() + "/me");
    Shot(browser, shots + "-me");
    browser.ClickLink("账号");
    Shot(browser, shots + "-people");
    browser.ClickLink("添一个人");
    Shot(browser, shots + "-new");
    browser.Type("input[name=name]", "李强");
    browser.Type("input[name=login]", "liqiang");
    Submit(browser, "main form button");
    Shot(browser, shots + "-code");
    const auto code = TextIn(browser, ".secret");
    browser.ClickLink("抄好了");
    EXPECT_THAT(browser.Text(), HasSubstr("等他第一次登录"));
    browser.ClickLink("李强");
    Shot(browser, shots + "-one");
    browser.Open(school->url() + "/audit");
    EXPECT_THAT(browser.Text(), HasSubstr("添了账号"));
    Shot(browser, shots + "-audit");
    Submit(browser, ".who button");
    browser.Open(school->url() + "/people");
    EXPECT_THAT(browser.Url(), HasSubstr("/login")) << "the logout ended it";
    FirstLogin(browser, school->url(), "liqiang", code);
    EXPECT_THAT(browser.Text(), HasSubstr("李强"));
    browser.Open(school->url() + "/people");
    EXPECT_THAT(browser.Text(), HasSubstr("不能打开"));
    Shot(browser, shots + "-refused");
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
  Shot(browser, "desktop-locked");
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
  Shot(browser, "county-login");
  FirstLogin(browser, center_.url(), "admin", center_.AddAccount("admin", "administrator"));
  Shot(browser, "county-schools");
  browser.ClickLink("新盒子加入");
  Shot(browser, "county-join");
  browser.Type("input[name=school]", "longtan");
  browser.Type("input[name=name]", "龙潭教学点");
  Submit(browser, "main form button");
  EXPECT_THAT(TextIn(browser, ".secret"), HasSubstr("LX"));
  Shot(browser, "county-code");
  browser.Open(center_.url() + "/people/new");
  Shot(browser, "county-new");
  browser.Open(center_.url() + "/audit");
  EXPECT_THAT(browser.Text(), HasSubstr("做了加入码"));
  Shot(browser, "county-audit");
  browser.Open(center_.url() + "/me");
  Shot(browser, "county-me");
  Submit(browser, "form[action='/me/second-factor'] button");
  EXPECT_THAT(browser.Text(), HasSubstr("otpauth://"));
  Shot(browser, "county-second");
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
