#include "web/people/login_pages.h"

#include "tests/unit/web/fake_school_view.h"
#include "tests/unit/web/people_fixture.h"
#include "web/school_site.h"

namespace lianxiao::web {
namespace {

using storage::Role;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class LoginPages : public testing::Test {
 protected:
  FakeSchoolView view_;
  PeopleOnDisk home_;
  PeopleSite site_ = home_.Site();
  Router routes_ = Guarded(SchoolRoutes(view_, site_, {}), *home_.people, site_.gate);
  FalseBrowser browser_{routes_};
};

TEST_F(LoginPages, TheFirstLoginWithTheCodeSetsThePassword) {
  const auto invitation = home_.Invite("wangfang", Role::kTeacher);
  const auto form = browser_.Post(
      "/login", {{"login", "wangfang"}, {"password", invitation.code}, {"next", "/r/sx-3s-fenshu"}});
  EXPECT_EQ(form.status, 200);
  EXPECT_EQ(HeaderOf(form, "Cache-Control"), "no-store");
  const auto page = TextOf(form);
  EXPECT_THAT(page, HasSubstr("至少 8 个字符"));
  EXPECT_TRUE(browser_.cookie.empty()) << "nobody is in yet";
  const auto in = browser_.Post("/login/password", {{"ticket", InputOf(page, "ticket")},
                                                    {"next", InputOf(page, "next")},
                                                    {"password", "wang-fang-2026"},
                                                    {"again", "wang-fang-2026"}});
  EXPECT_EQ(in.status, 303);
  EXPECT_EQ(HeaderOf(in, "Location"), "/r/sx-3s-fenshu");
  EXPECT_THAT(HeaderOf(in, "Set-Cookie"),
              AllOf(HasSubstr("lianxiao_session="), HasSubstr("HttpOnly"), HasSubstr("SameSite="),
                    HasSubstr("Path=/"), Not(HasSubstr("Max-Age"))));
  EXPECT_THAT(TextOf(browser_.Get("/")), HasSubstr("王芳"));
}

TEST_F(LoginPages, AMistakeInTheFirstPasswordKeepsTheForm) {
  const auto invitation = home_.Invite("wangfang", Role::kTeacher);
  const auto first = TextOf(browser_.Post("/login", {{"login", "wangfang"}, {"password", invitation.code}}));
  const auto ticket = InputOf(first, "ticket");
  const auto set = [&](const std::string& password, const std::string& again) {
    return browser_.Post("/login/password", {{"ticket", ticket}, {"password", password}, {"again", again}});
  };
  EXPECT_THAT(TextOf(set("wang-fang-2026", "wang-fang-2027")), HasSubstr("两遍输的不一样"));
  EXPECT_THAT(TextOf(set("short1", "short1")), HasSubstr("至少 8 个字符。"));
  EXPECT_THAT(TextOf(set("12345678", "12345678")), HasSubstr("密码"));
  EXPECT_EQ(set("wang-fang-2026", "wang-fang-2026").status, 303);
}

TEST_F(LoginPages, AWrongPasswordSaysNotWhichOfTheTwoIsWrong) {
  home_.Member("wangfang", Role::kTeacher);
  const auto wrong = browser_.LogIn("wangfang", "wrong-2026");
  const auto nobody = browser_.LogIn("nobody", "wrong-2026");
  EXPECT_EQ(wrong.status, 403);
  EXPECT_EQ(nobody.status, 403);
  EXPECT_THAT(TextOf(wrong), AllOf(HasSubstr("登录名或密码不对"), HasSubstr("value=\"wangfang\"")));
  EXPECT_THAT(TextOf(nobody), HasSubstr("登录名或密码不对"));
  EXPECT_THAT(TextOf(wrong), Not(HasSubstr("wrong-2026")));
}

TEST_F(LoginPages, FiveWrongTriesLockAndSayUntilWhen) {
  home_.Member("wangfang", Role::kTeacher);
  Response last;
  for (int i = 0; i < 6; ++i) last = browser_.LogIn("wangfang", "wrong-2026");
  EXPECT_THAT(TextOf(last), HasSubstr("以后才能再试"));
}

TEST_F(LoginPages, EachLoginHasATokenOfItsOwnAndTheLogoutEndsIt) {
  home_.Member("wangfang", Role::kTeacher);
  browser_.cookie = "lianxiao_session=" + std::string(64, 'a');
  browser_.LogIn("wangfang");
  const auto first = browser_.cookie;
  EXPECT_NE(first, "lianxiao_session=" + std::string(64, 'a'));
  const auto out = browser_.Submit("/logout", {});
  EXPECT_EQ(out.status, 303);
  EXPECT_TRUE(browser_.cookie.empty());
  browser_.cookie = first;
  EXPECT_EQ(browser_.Get("/me").status, 303) << "the old token is worth nothing";
}

TEST_F(LoginPages, TheLogoutIsNoLinkAndAsksForTheToken) {
  home_.Member("wangfang", Role::kTeacher);
  browser_.LogIn("wangfang");
  EXPECT_EQ(browser_.Get("/logout").status, 405);
  EXPECT_EQ(browser_.Post("/logout", {}).status, 403);
  EXPECT_EQ(browser_.Get("/me").status, 200);
}

TEST_F(LoginPages, AFormOfAnotherSiteIsNotTaken) {
  home_.Member("wangfang", Role::kTeacher);
  browser_.headers["origin"] = "http://evil.example";
  const auto answer = browser_.Post("/login", {{"login", "wangfang"}, {"password", "wang-fang-2026"}});
  EXPECT_EQ(answer.status, 403);
  EXPECT_TRUE(browser_.cookie.empty());
}

TEST_F(LoginPages, TheWayBackNeverLeavesTheSite) {
  home_.Member("wangfang", Role::kTeacher);
  const auto in = browser_.Post(
      "/login", {{"login", "wangfang"}, {"password", "wang-fang-2026"}, {"next", "//evil.example/"}});
  EXPECT_EQ(HeaderOf(in, "Location"), "/");
}

TEST_F(LoginPages, AChangedPasswordEndsTheOtherSessionsAndKeepsThisOne) {
  home_.Member("wangfang", Role::kTeacher);
  FalseBrowser other(routes_);
  other.LogIn("wangfang");
  browser_.LogIn("wangfang");
  const auto change = [&](const std::string& old, const std::string& again) {
    return browser_.Submit("/me/password", {{"old", old}, {"password", "liu-shui-2027"}, {"again", again}});
  };
  EXPECT_THAT(TextOf(change("not-mine-1", "liu-shui-2027")), HasSubstr("密码不对"));
  EXPECT_THAT(TextOf(change("wang-fang-2026", "liu-shui-2028")), HasSubstr("两遍输的不一样"));
  EXPECT_EQ(change("wang-fang-2026", "liu-shui-2027").status, 303);
  EXPECT_EQ(browser_.Get("/me").status, 200);
  EXPECT_EQ(other.Get("/me").status, 303);
}

TEST_F(LoginPages, OnesOwnDataComesAsAFile) {
  home_.Member("wangfang", Role::kTeacher);
  browser_.LogIn("wangfang");
  const auto file = browser_.Get("/me/export");
  EXPECT_THAT(HeaderOf(file, "Content-Disposition"), HasSubstr("attachment"));
  EXPECT_THAT(TextOf(file), AllOf(HasSubstr("wangfang"), HasSubstr("login.good")));
}

TEST_F(LoginPages, ProgramsLogInByTheSameSteps) {
  const auto invitation = home_.Invite("wangfang", Role::kTeacher);
  const auto ask = [&](const nlohmann::json& body) {
    return Ask(routes_, {.method = "POST",
                         .target = "/api/v1/session",
                         .body = body.dump(),
                         .headers = {{"host", "box:8480"}, {"content-type", "application/json"}}});
  };
  const auto first = JsonOf(ask({{"login", "wangfang"}, {"password", invitation.code}}));
  EXPECT_EQ(first.at("state"), "set_password");
  const auto in = ask({{"ticket", first.at("ticket")}, {"new_password", "wang-fang-2026"}});
  EXPECT_EQ(JsonOf(in).at("state"), "in");
  EXPECT_EQ(JsonOf(in).at("account").at("login"), "wangfang");
  EXPECT_EQ(JsonOf(ask({{"login", "wangfang"}, {"password", "x"}})).at("error").at("key"), "login.wrong");
  const auto cookie = HeaderOf(in, "Set-Cookie");
  const auto me =
      Ask(routes_, {.target = "/api/v1/me",
                    .headers = {{"host", "box:8480"}, {"cookie", cookie.substr(0, cookie.find(';'))}}});
  EXPECT_EQ(JsonOf(me).at("csrf"), JsonOf(in).at("csrf"));
}

TEST_F(LoginPages, OnesOwnOtherDevicesAreSeenAndLoggedOut) {
  home_.Member("wangfang", storage::Role::kTeacher);
  ASSERT_TRUE(home_.people->EndSessions(home_.people->FindLogin("wangfang")->id, storage::Actor::Console()));
  FalseBrowser phone(routes_), office(routes_);
  phone.headers["user-agent"] = "Mozilla/5.0 (Linux; Android 12) Chrome/99 Mobile";
  phone.LogIn("wangfang");
  office.LogIn("wangfang");
  browser_.headers["user-agent"] = "Mozilla/5.0 (Windows NT 6.1) Chrome/86";
  browser_.LogIn("wangfang");
  const auto page = TextOf(browser_.Get("/me"));
  EXPECT_THAT(page, AllOf(HasSubstr("Android · Chrome"), HasSubstr("认不出的设备"), HasSubstr("这一台")));
  EXPECT_LT(page.find("Windows 7 · Chrome"), page.find("Android · Chrome")) << "this one first";
  const auto list = JsonOf(browser_.Get("/api/v1/me/sessions")).at("sessions");
  ASSERT_EQ(list.size(), 3U);
  std::string number;
  for (const auto& one : list) {
    if (one.at("device") == "Android · Chrome") number = std::to_string(one.at("number").get<int>());
  }
  EXPECT_EQ(browser_.Post("/me/sessions/" + number + "/end", {}).status, 403) << "without the token";
  EXPECT_EQ(HeaderOf(browser_.Submit("/me/sessions/" + number + "/end", {}), "Location"), "/me");
  EXPECT_EQ(phone.Get("/me").status, 303);
  EXPECT_EQ(office.Get("/me").status, 200);
  EXPECT_EQ(HeaderOf(browser_.Submit("/me/end-other-sessions", {}), "Location"), "/me");
  EXPECT_EQ(office.Get("/me").status, 303);
  EXPECT_THAT(TextOf(browser_.Get("/me")),
              AllOf(HasSubstr("其他设备都已经退出"), HasSubstr("没有在别处登录")));
  EXPECT_THAT(TextOf(browser_.Get("/me")), testing::Not(HasSubstr("其他设备都已经退出"))) << "told once";
  EXPECT_EQ(browser_.Submit("/me/sessions/x/end", {}).status, 404);
}

TEST_F(LoginPages, OnesOwnDataBringsWhatTheLearningLogHasUnderThePseudonym) {
  const auto account = home_.Member("wangfang", storage::Role::kTeacher);
  auto site = home_.Site();
  site.events = [&](const std::string& person) -> Result<std::vector<std::string>> {
    EXPECT_EQ(person, account.person);
    return std::vector<std::string>{R"({"kind":"opened","resource":"sx-3s-fenshu"})"};
  };
  site.courseware = [&](const std::string& owner) -> Result<std::vector<storage::Courseware>> {
    EXPECT_EQ(owner, account.id);
    storage::Courseware item;
    item.details.title = "分月饼";
    item.file.name = "分月饼.pptx";
    return std::vector{item};
  };
  site.records = [&](const storage::Account& of) -> Result<std::string> {
    EXPECT_EQ(of.id, account.id);
    return R"({"posts":[{"text":"为什么？"}]})";
  };
  FakeSchoolView view;
  const auto routes = Guarded(SchoolRoutes(view, site, {}), *home_.people, site.gate);
  FalseBrowser browser(routes);
  browser.LogIn("wangfang");
  for (const auto* from : {"/me/export", "/api/v1/me/export"}) {
    const auto all = JsonOf(browser.Get(from));
    EXPECT_EQ(all.at("person"), account.person);
    EXPECT_EQ(all.at("events").at(0).at("resource"), "sx-3s-fenshu");
    EXPECT_EQ(all.at("courseware").at(0).at("file"), "分月饼.pptx");
    EXPECT_TRUE(all.at("courseware").at(0).at("deleted").is_null());
    EXPECT_EQ(all.at("posts").at(0).at("text"), "为什么？");
    EXPECT_EQ(all.at("account").at("account").at("login"), "wangfang");
    EXPECT_FALSE(all.at("account").at("sessions").empty());
  }
}

}  // namespace
}  // namespace lianxiao::web
