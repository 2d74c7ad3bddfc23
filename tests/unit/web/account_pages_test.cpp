#include "web/people/account_pages.h"

#include "tests/unit/web/fake_center_view.h"
#include "tests/unit/web/fake_devices_view.h"
#include "tests/unit/web/fake_school_view.h"
#include "tests/unit/web/people_fixture.h"
#include "web/center_site.h"
#include "web/console/box_pages.h"
#include "web/school_site.h"

namespace lianxiao::web {
namespace {

using storage::Role;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

// What stands between the tags of class `name`.
std::string InClass(const std::string& page, const std::string& name) {
  const auto at = page.find("class=\"" + name + "\">");
  if (at == std::string::npos) return {};
  const auto begin = page.find('>', at) + 1;
  return page.substr(begin, page.find('<', begin) - begin);
}

class AccountPages : public testing::Test {
 protected:
  AccountPages() {
    manager_ = home_.Member("manager", Role::kManager);
    browser_.LogIn("manager");
  }
  std::string Link(const std::string& login) { return "/people/" + home_.people->FindLogin(login)->id; }

  FakeSchoolView view_;
  PeopleOnDisk home_;
  PeopleSite site_ = home_.Site();
  Router routes_ = Guarded(SchoolRoutes(view_, site_, {}), *home_.people, site_.gate);
  FalseBrowser browser_{routes_};
  storage::Account manager_;
};

TEST_F(AccountPages, AManagerAddsATeacherWhoThenLogsIn) {
  const auto shown =
      TextOf(browser_.Submit("/people/new", {{"login", "liqiang"}, {"name", "李强"}, {"role", "teacher"}}));
  EXPECT_THAT(shown, AllOf(HasSubstr("李强"), HasSubstr("http://box:8480/login"), HasSubstr("只显示这一次")));
  const auto code = InClass(shown, "secret");
  ASSERT_FALSE(code.empty());
  EXPECT_THAT(TextOf(browser_.Get("/people")), AllOf(HasSubstr("李强"), HasSubstr("等他第一次登录")));
  EXPECT_THAT(TextOf(browser_.Get("/people")), Not(HasSubstr(code)));
  FalseBrowser teacher(routes_);
  EXPECT_THAT(TextOf(teacher.Post("/login", {{"login", "liqiang"}, {"password", code}})),
              HasSubstr("定一个密码"));
}

TEST_F(AccountPages, AMistakeKeepsWhatWasTyped) {
  const auto page =
      TextOf(browser_.Submit("/people/new", {{"login", "manager"}, {"name", "又一个"}, {"role", "teacher"}}));
  EXPECT_THAT(
      page, AllOf(HasSubstr("已经有人用了"), HasSubstr("value=\"又一个\""), HasSubstr("value=\"manager\"")));
}

TEST_F(AccountPages, EverybodyWhoWaitsGetsASlipWithACodeThatWorks) {
  for (const auto* login : {"liqiang", "zhaoyun", "chenmei"}) home_.Invite(login, Role::kTeacher);
  home_.Member("inside", Role::kTeacher);
  EXPECT_THAT(TextOf(browser_.Get("/people")), HasSubstr("/people/codes"));
  const auto choice = TextOf(browser_.Get("/people/codes"));
  const auto id = [&](const char* login) { return home_.people->FindLogin(login)->id; };
  EXPECT_THAT(choice,
              AllOf(HasSubstr(id("liqiang")), HasSubstr(id("chenmei")), Not(HasSubstr(id("inside")))));
  EXPECT_THAT(TextOf(browser_.Submit("/people/codes", {})), HasSubstr("请至少勾一个人"));
  const auto slips = TextOf(
      browser_.Submit("/people/codes", {{"id", id("liqiang")}, {"id", id("zhaoyun")}, {"id", "none"}}));
  EXPECT_THAT(slips,
              AllOf(HasSubstr("共 2 张"), HasSubstr("没有这个账号"), HasSubstr("http://box:8480/login")));
  const auto from = slips.find("zhaoyun</b>");
  ASSERT_NE(from, std::string::npos);
  const auto code = InClass(slips.substr(from), "paper-code");
  FalseBrowser teacher(routes_);
  EXPECT_THAT(TextOf(teacher.Post("/login", {{"login", "zhaoyun"}, {"password", code}})),
              HasSubstr("定一个密码"));
  EXPECT_THAT(home_.Log(), Contains("account.new_code of liqiang by manager"));
  EXPECT_THAT(home_.Log(), Not(Contains("account.new_code of chenmei by manager")));
}

TEST_F(AccountPages, AManagerIsOfferedAndGivenOnlyASchoolsRoles) {
  const auto form = TextOf(browser_.Get("/people/new"));
  EXPECT_THAT(form, AllOf(HasSubstr("value=\"teacher\""), Not(HasSubstr("value=\"administrator\""))));
  const auto refused =
      browser_.Submit("/people/new", {{"login", "boss"}, {"name", "张三"}, {"role", "administrator"}});
  EXPECT_GE(refused.status, 400);
  EXPECT_FALSE(home_.people->FindLogin("boss"));
}

TEST_F(AccountPages, ADisabledAccountIsOutAtOnceAndBackWhenEnabled) {
  home_.Member("liqiang", Role::kTeacher);
  FalseBrowser teacher(routes_);
  teacher.LogIn("liqiang");
  EXPECT_EQ(browser_.Submit(Link("liqiang") + "/disable", {}).status, 303);
  EXPECT_EQ(teacher.Get("/me").status, 303);
  EXPECT_THAT(TextOf(browser_.Get(Link("liqiang") + "?done=disabled")), HasSubstr("停用了"));
  EXPECT_EQ(browser_.Submit(Link("liqiang") + "/enable", {}).status, 303);
  EXPECT_EQ(teacher.LogIn("liqiang").status, 303);
}

TEST_F(AccountPages, ANewCodeEndsThePasswordAndTheSessions) {
  home_.Member("liqiang", Role::kTeacher);
  FalseBrowser teacher(routes_);
  teacher.LogIn("liqiang");
  const auto code = InClass(TextOf(browser_.Submit(Link("liqiang") + "/code", {})), "secret");
  EXPECT_FALSE(code.empty());
  EXPECT_EQ(teacher.Get("/me").status, 303);
  EXPECT_EQ(teacher.LogIn("liqiang").status, 403);
}

TEST_F(AccountPages, ErasingAsksFirstAndThenForgetsThePseudonymToo) {
  const auto account = home_.Member("liqiang", Role::kTeacher);
  std::vector<std::string> forgotten;
  auto site = home_.Site();
  site.forget = [&](const std::string& person) {
    forgotten.push_back(person);
    return Status();
  };
  const auto routes = Guarded(SchoolRoutes(view_, site, {}), *home_.people, site.gate);
  FalseBrowser browser(routes);
  browser.LogIn("manager");
  const auto link = Link("liqiang");
  EXPECT_THAT(TextOf(browser.Get(link + "/erase")), HasSubstr("真的删除"));
  EXPECT_TRUE(home_.people->FindLogin("liqiang"));
  EXPECT_EQ(browser.Submit(link + "/erase", {}).status, 303);
  EXPECT_FALSE(home_.people->FindLogin("liqiang"));
  EXPECT_EQ(forgotten, std::vector<std::string>{account.person});
}

TEST_F(AccountPages, NobodyDisablesOrErasesOneself) {
  const auto page = browser_.Submit(Link("manager") + "/disable", {});
  EXPECT_GE(page.status, 400);
  EXPECT_EQ(browser_.Get("/me").status, 200);
  EXPECT_THAT(TextOf(browser_.Get(Link("manager"))), Not(HasSubstr("/disable\"")));
}

TEST_F(AccountPages, WhatAPersonTypedIsNeverMarkup) {
  browser_.Submit("/people/new", {{"login", "evil"}, {"name", "<script>x</script>"}, {"role", "teacher"}});
  EXPECT_THAT(TextOf(browser_.Get("/people")), Not(HasSubstr("<script>x")));
}

TEST_F(AccountPages, TheSecurityLogIsReadAndTakenAlongWithItsHashes) {
  browser_.Submit("/people/new", {{"login", "liqiang"}, {"name", "李强"}, {"role", "teacher"}});
  const auto page = TextOf(browser_.Get("/audit"));
  EXPECT_THAT(page, AllOf(HasSubstr("添了账号"), HasSubstr("liqiang"), HasSubstr("192.168.1.23")));
  const auto csv = TextOf(browser_.Get("/audit.csv"));
  EXPECT_THAT(csv,
              AllOf(HasSubstr("number,at,who,from,act,subject,detail,hash\r\n"), HasSubstr("account.made")));
  const auto lines = TextOf(browser_.Get("/audit.ndjson"));
  const auto first = nlohmann::json::parse(lines.substr(0, lines.find('\n')));
  EXPECT_EQ(first.at("hash").get<std::string>().size(), 64U);
  EXPECT_THAT(home_.Log(), Contains("log.exported of  by manager"));
}

TEST_F(AccountPages, ACellOfTheTableIsNeverAFormula) {
  ASSERT_TRUE(home_.people->audit().Add({.who = "=1+1", .act = "login.wrong", .detail = "say \"hi\""}));
  EXPECT_THAT(TextOf(browser_.Get("/audit.csv")),
              AllOf(HasSubstr("\"'=1+1\""), HasSubstr("\"say \"\"hi\"\"\"")));
}

TEST_F(AccountPages, ATeacherSeesNeitherAccountsNorTheLog) {
  home_.Member("liqiang", Role::kTeacher);
  FalseBrowser teacher(routes_);
  teacher.LogIn("liqiang");
  for (const auto* page : {"/people", "/people/new", "/audit", "/audit.csv", "/audit.ndjson"}) {
    EXPECT_EQ(teacher.Get(page).status, 403) << page;
  }
  EXPECT_THAT(TextOf(teacher.Get("/me")), Not(HasSubstr("/people")));
}

TEST_F(AccountPages, TheCommandLineActsAsTheMachinesOwnAdmin) {
  const auto control = SchoolControlRoutes(view_, site_);
  const auto made = Ask(control, {.method = "POST",
                                  .target = "/api/v1/accounts",
                                  .body = R"({"login":"liqiang","name":"李强","role":"teacher"})",
                                  .headers = {{"content-type", "application/json"}},
                                  .local = true});
  ASSERT_EQ(made.status, 200) << TextOf(made);
  EXPECT_FALSE(JsonOf(made).at("code").get<std::string>().empty());
  EXPECT_THAT(home_.Log(), Contains("account.made of liqiang by console"));
  const auto id = JsonOf(made).at("account").at("id").get<std::string>();
  const auto done =
      Ask(control, {.method = "POST", .target = "/api/v1/accounts/" + id + "/disable", .local = true});
  EXPECT_EQ(done.status, 204);
  EXPECT_EQ(Ask(control, {.target = "/api/v1/audit/check", .local = true}).status, 204);
}

class CountyConsole : public testing::Test {
 protected:
  CountyConsole() { home_.Member("admin", Role::kAdministrator); }

  Router AllRoutes() {
    auto routes = CenterRoutes(view_, site_);
    AddBoxActs(routes, view_, devices_, site_);
    return routes;
  }

  FakeCenterView view_;
  FakeDevicesView devices_;
  PeopleOnDisk home_{storage::Place::kCounty};
  PeopleSite site_ = home_.Site({.cookie = "lianxiao_county"});
  Router routes_ = Guarded(AllRoutes(), *home_.people, site_.gate);
  FalseBrowser browser_{routes_};
};

TEST_F(CountyConsole, NeedsALoginForEveryPageAndFigure) {
  for (const auto* page : {"/", "/use", "/wanted", "/join", "/people", "/audit", "/me"}) {
    EXPECT_EQ(browser_.Get(page).status, 303) << page;
  }
  for (const auto* api :
       {"/api/v1/status", "/api/v1/schools", "/api/v1/use", "/api/v1/wanted", "/api/v1/accounts"}) {
    EXPECT_EQ(browser_.Get(api).status, 401) << api;
  }
  EXPECT_EQ(browser_.Get("/api/v1/center").status, 200);
  browser_.LogIn("admin");
  EXPECT_THAT(TextOf(browser_.Get("/")), AllOf(HasSubstr("石羊塘村小"), HasSubstr("王芳")));
}

TEST_F(CountyConsole, AnAdministratorMakesACodeAndTheLogSaysSo) {
  browser_.LogIn("admin");
  const auto page = TextOf(browser_.Submit("/join", {{"school", "longtan"}, {"name", "龙潭教学点"}}));
  EXPECT_THAT(page, AllOf(HasSubstr("龙潭教学点"), HasSubstr("只显示这一次")));
  ASSERT_EQ(view_.codes.size(), 1U);
  EXPECT_THAT(home_.Log(), Contains("enrolment.code_made of longtan by admin"));
}

TEST_F(CountyConsole, ASupervisorReadsAndChangesNothing) {
  home_.Member("watch", Role::kSupervisor);
  browser_.LogIn("watch");
  EXPECT_EQ(browser_.Get("/").status, 200);
  EXPECT_EQ(browser_.Get("/audit").status, 200);
  EXPECT_EQ(browser_.Submit("/join", {{"school", "longtan"}, {"name", "x"}}).status, 403);
  EXPECT_EQ(browser_.Get("/people").status, 403);
  EXPECT_TRUE(view_.codes.empty());
}

TEST_F(CountyConsole, ALostBoxIsShutOutAfterAPageThatSaysWhatItMeans) {
  browser_.LogIn("admin");
  const auto box = std::string(32, 'a');
  EXPECT_THAT(TextOf(browser_.Get("/")), HasSubstr("/boxes/" + box + "/revoke"));
  const auto page = TextOf(browser_.Get("/boxes/" + box + "/revoke"));
  EXPECT_THAT(page,
              AllOf(HasSubstr("停用石羊塘村小的盒子？"), HasSubstr("不能撤回"), HasSubstr("新的登录码")));
  EXPECT_TRUE(devices_.asked.empty()) << "looking does nothing";
  const auto silent = browser_.Submit("/boxes/" + box + "/revoke", {{"why", " "}});
  EXPECT_EQ(silent.status, 400);
  EXPECT_THAT(TextOf(silent), HasSubstr("请写明为什么停用"));
  EXPECT_EQ(browser_.Post("/boxes/" + box + "/revoke", {{"why", "失窃"}}).status, 403) << "without the token";
  EXPECT_TRUE(devices_.asked.empty());
  const auto done = browser_.Submit("/boxes/" + box + "/revoke", {{"why", "11月20日失窃"}});
  EXPECT_EQ(HeaderOf(done, "Location"), "/?school=shiyangtang");
  EXPECT_THAT(devices_.asked,
              testing::ElementsAre(testing::ElementsAre("revoke", box, "11月20日失窃", "admin")));
  EXPECT_THAT(TextOf(browser_.Get("/?school=shiyangtang")),
              AllOf(HasSubstr("停用了"), HasSubstr("/join?school=shiyangtang")));
  EXPECT_THAT(TextOf(browser_.Get("/join?school=shiyangtang")), HasSubstr("value=\"石羊塘村小\""));
}

TEST_F(CountyConsole, ABoxThatIsShutOutIsOfferedANewCodeInstead) {
  view_.schools.front().problems = {{"problem.device_revoked", "失窃", view_.status.now}};
  browser_.LogIn("admin");
  const auto box = std::string(32, 'a');
  EXPECT_THAT(TextOf(browser_.Get("/")), Not(HasSubstr("/boxes/" + box + "/revoke")));
  EXPECT_THAT(TextOf(browser_.Get("/boxes/" + box + "/revoke")),
              AllOf(HasSubstr("已经停用了"), Not(HasSubstr("name=\"why\""))));
  EXPECT_EQ(browser_.Get("/boxes/" + std::string(32, 'c') + "/revoke").status, 404);
}

TEST_F(CountyConsole, AProgramShutsABoxOutWithItsTokenOnly) {
  browser_.LogIn("admin");
  const auto ask = [&](const std::string& token, const std::string& body) {
    return Ask(routes_, {.method = "POST",
                         .target = "/api/v1/devices/" + std::string(32, 'a') + "/revoke",
                         .body = body,
                         .headers = {{"host", "box:8480"},
                                     {"cookie", browser_.cookie},
                                     {"x-csrf", token},
                                     {"content-type", "application/json"}}});
  };
  EXPECT_EQ(ask("x", R"({"why":"stolen"})").status, 403);
  EXPECT_EQ(JsonOf(ask(browser_.csrf, "{}")).at("error").at("key"), "revoke.why_missing");
  EXPECT_EQ(JsonOf(ask(browser_.csrf, R"({"why":"stolen"})")).at("school"), "shiyangtang");
  home_.Member("watch", Role::kSupervisor);
  browser_.LogIn("watch");
  EXPECT_EQ(ask(browser_.csrf, R"({"why":"stolen"})").status, 403);
  EXPECT_EQ(devices_.asked.size(), 1U);
  EXPECT_THAT(TextOf(browser_.Get("/")), Not(HasSubstr("/revoke")));
}

TEST_F(CountyConsole, WhoMayNotReadTheSchoolsComesToTheOwnAccount) {
  home_.Member("editor", Role::kEditor);
  EXPECT_EQ(HeaderOf(browser_.LogIn("editor"), "Location"), "/me");
}

TEST_F(CountyConsole, TheSecondFactorIsShownOnceAndAskedFromThenOn) {
  browser_.LogIn("admin");
  const auto page = TextOf(browser_.Submit("/me/second-factor", {}));
  const auto secret = InClass(page, "typed");
  EXPECT_EQ(secret.size(), 39U) << "32 letters in groups of four: " << secret;
  EXPECT_THAT(page, HasSubstr("data:image/svg+xml;base64,"));
  const auto wrong = TextOf(browser_.Submit("/me/second-factor/confirm", {{"digits", "12345"}}));
  EXPECT_THAT(wrong, AllOf(HasSubstr("六位数字不对"), Not(HasSubstr(secret))));
}

}  // namespace
}  // namespace lianxiao::web
