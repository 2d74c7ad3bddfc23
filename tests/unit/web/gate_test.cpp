#include "web/people/gate.h"

#include <set>

#include "tests/unit/web/courseware_on_disk.h"
#include "tests/unit/web/fake_alliances_view.h"
#include "tests/unit/web/fake_center_view.h"
#include "tests/unit/web/fake_devices_view.h"
#include "tests/unit/web/fake_offers_view.h"
#include "tests/unit/web/fake_pins.h"
#include "tests/unit/web/fake_posts_view.h"
#include "tests/unit/web/fake_progress.h"
#include "tests/unit/web/fake_rollbacks.h"
#include "tests/unit/web/fake_school_view.h"
#include "tests/unit/web/fake_teaching.h"
#include "tests/unit/web/fake_wishes.h"
#include "tests/unit/web/people_fixture.h"
#include "web/api/alliances_api.h"
#include "web/api/devices_api.h"
#include "web/api/offers_api.h"
#include "web/api/posts_api.h"
#include "web/center_site.h"
#include "web/classroom/wishes_page.h"
#include "web/console/alliances_page.h"
#include "web/console/box_pages.h"
#include "web/console/offers_page.h"
#include "web/console/questions_page.h"
#include "web/console/rollback_page.h"
#include "web/people/visitor.h"
#include "web/school_site.h"
#include "web/teaching/progress_pages.h"
#include "web/technician/pins_page.h"

namespace lianxiao::web {
namespace {

using storage::Permission;
using storage::Role;
using testing::HasSubstr;

Response SayWho(const Request& request, const Captures&) {
  return Response::Html(request.visitor ? "hello " + request.visitor->account.login : "hello nobody");
}

class GateTest : public testing::Test {
 protected:
  Router Routes(GateOptions options = {}) {
    Router routes;
    const auto add = [&](const char* method, const char* pattern, std::optional<Permission> needs) {
      routes.Add({.method = method, .pattern = pattern, .handler = SayWho, .needs = needs});
    };
    add("GET", "/open", {});
    add("POST", "/open", {});
    add("GET", "/browse", Permission::kBrowse);
    add("POST", "/api/v1/events", Permission::kBrowse);
    add("GET", "/people", Permission::kManagePeople);
    add("POST", "/people", Permission::kManagePeople);
    add("GET", "/api/v1/accounts", Permission::kManagePeople);
    add("DELETE", "/api/v1/accounts", Permission::kManagePeople);
    AddPeoplePages(routes_, site_);
    for (const auto& route : routes_.routes()) {
      if (route.pattern.starts_with("/login") || route.pattern == "/me") routes.Add(route);
    }
    return Guarded(routes, *home_.people, options);
  }

  PeopleOnDisk home_;
  PeopleSite site_ = home_.Site();
  Router routes_;
};

TEST_F(GateTest, APageThatNeedsALoginSendsTheBrowserThereAndBack) {
  const auto routes = Routes();
  FalseBrowser browser(routes);
  const auto answer = browser.Get("/people?page=2&q=%E5%88%86");
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(HeaderOf(answer, "Location"), "/login?next=%2Fpeople%3Fpage%3D2%26q%3D%25E5%2588%2586");
}

TEST_F(GateTest, TheApiAnswersWithAKeyInsteadOfAPage) {
  const auto routes = Routes();
  FalseBrowser browser(routes);
  const auto nobody = browser.Get("/api/v1/accounts");
  EXPECT_EQ(nobody.status, 401);
  EXPECT_EQ(JsonOf(nobody).at("error").at("key"), "login.needed");
  home_.Member("teacher", Role::kTeacher);
  browser.LogIn("teacher");
  const auto teacher = browser.Get("/api/v1/accounts");
  EXPECT_EQ(teacher.status, 403);
  EXPECT_EQ(JsonOf(teacher).at("error").at("key"), "login.not_allowed");
}

TEST_F(GateTest, LetsThroughWhoMayAndNobodyElse) {
  const auto routes = Routes();
  FalseBrowser browser(routes);
  home_.Member("manager", Role::kManager);
  home_.Member("teacher", Role::kTeacher);
  browser.LogIn("teacher");
  EXPECT_EQ(browser.Get("/people").status, 403);
  browser.cookie.clear();
  browser.LogIn("manager");
  EXPECT_EQ(TextOf(browser.Get("/people")), "hello manager");
  EXPECT_EQ(HeaderOf(browser.Get("/people"), "Cache-Control"), "no-store");
}

TEST_F(GateTest, WhatChangesSomethingBringsTheSessionsToken) {
  const auto routes = Routes();
  FalseBrowser browser(routes);
  home_.Member("manager", Role::kManager);
  browser.LogIn("manager");
  ASSERT_FALSE(browser.csrf.empty());
  EXPECT_EQ(browser.Post("/people", {}).status, 403);
  EXPECT_EQ(browser.Post("/people", {{"csrf", "0123456789abcdef0123456789abcdef"}}).status, 403);
  EXPECT_EQ(browser.Submit("/people", {}).status, 200);
  const auto api = [&](const std::string& token) {
    auto headers = browser.headers;
    headers["cookie"] = browser.cookie;
    if (!token.empty()) headers["x-csrf"] = token;
    return Ask(routes, {.method = "DELETE", .target = "/api/v1/accounts", .headers = headers});
  };
  EXPECT_EQ(JsonOf(api("")).at("error").at("key"), "login.no_token");
  EXPECT_EQ(api(browser.csrf).status, 200);
}

TEST_F(GateTest, TheTokenOfAnotherSessionIsNotTaken) {
  const auto routes = Routes();
  home_.Member("manager", Role::kManager);
  home_.Member("other", Role::kManager);
  FalseBrowser browser(routes), other(routes);
  browser.LogIn("manager");
  other.LogIn("other");
  EXPECT_EQ(browser.Post("/people", {{"csrf", other.csrf}}).status, 403);
}

TEST_F(GateTest, TheClassroomIsOpenUnlessTheSchoolAsksForALogin) {
  const auto open = Routes();
  FalseBrowser pupil(open);
  EXPECT_EQ(TextOf(pupil.Get("/browse")), "hello nobody");
  EXPECT_EQ(pupil.Post("/api/v1/events", {}).status, 200);

  routes_ = {};
  const auto closed = Routes({.classroom_login = [] { return true; }});
  FalseBrowser stranger(closed);
  EXPECT_EQ(stranger.Get("/browse").status, 303);
  EXPECT_EQ(stranger.Post("/api/v1/events", {}).status, 401);
  EXPECT_EQ(TextOf(stranger.Get("/open")), "hello nobody");
  home_.Member("teacher", Role::kTeacher);
  stranger.LogIn("teacher");
  EXPECT_EQ(TextOf(stranger.Get("/browse")), "hello teacher");
}

TEST_F(GateTest, AnEndedSessionTeachesOnAndAsksForALoginWhereOneIsNeeded) {
  const auto routes = Routes();
  home_.Member("manager", Role::kManager);
  FalseBrowser browser(routes);
  browser.LogIn("manager");
  home_.clock.Pass(31 * kMinuteMs);
  EXPECT_EQ(TextOf(browser.Get("/browse")), "hello nobody");
  const auto answer = browser.Get("/people");
  EXPECT_EQ(HeaderOf(answer, "Location"), "/login?next=%2Fpeople&ended=1");
  EXPECT_TRUE(browser.cookie.empty()) << "the cookie of an ended session goes";
}

TEST_F(GateTest, APageThatRenewsItselfKeepsNoSessionAlive) {
  const auto routes = Routes();
  home_.Member("manager", Role::kManager);
  FalseBrowser browser(routes);
  browser.LogIn("manager");
  auto headers = browser.headers;
  headers["cookie"] = browser.cookie;
  headers["x-refresh"] = "1";
  for (int i = 0; i < 31; ++i) {
    home_.clock.Pass(kMinuteMs);
    EXPECT_EQ(TextOf(Ask(routes, {.target = "/open", .headers = headers})), "hello nobody");
  }
  EXPECT_EQ(browser.Get("/people").status, 303);
}

TEST_F(GateTest, ProgramsThatWantNoPageGetNone) {
  const auto routes = Routes({.classroom_login = [] { return true; }});
  EXPECT_EQ(Ask(routes, {.target = "/browse"}).status, 401);
}

TEST(LocalPath, LeadsNowhereElse) {
  EXPECT_EQ(LocalPath("/people?page=2"), "/people?page=2");
  for (const auto* elsewhere :
       {"", "people", "//evil.example", "/\\evil.example", "http://evil.example/", "/login", "/login?next=/x",
        "/login/password", "/logout", "/a\r\nSet-Cookie: x=1", "/\xE5\x88\x86", "javascript:alert(1)"}) {
    EXPECT_EQ(LocalPath(elsewhere), "/") << elsewhere;
  }
  EXPECT_EQ(LocalPath("/loginbook"), "/loginbook");
}

// Every route says what it needs, or stands here with its reason.
void ExpectGuarded(const Router& router, const std::map<std::string, std::string>& open) {
  std::set<std::string> seen;
  for (const auto& route : router.routes()) {
    const auto name = route.method + " " + route.pattern;
    if (open.contains(name)) {
      seen.insert(name);
      EXPECT_FALSE(route.needs) << name << " needs a login and stands in the list of open ones";
    } else {
      EXPECT_TRUE(route.needs) << name << " is open to everyone; give it what it needs, or a reason here";
    }
  }
  for (const auto& [name, reason] : open) {
    EXPECT_TRUE(seen.contains(name)) << name << " is no route any more";
    EXPECT_FALSE(reason.empty()) << name;
  }
}

TEST_F(GateTest, WhoTakesTooMuchIsToldWhenToComeAgainAndAPageSaysItInWords) {
  Router dear;
  int made = 0;
  for (const auto* path : {"/me/everything", "/api/v1/everything"}) {
    dear.Add({.method = "GET",
              .pattern = path,
              .handler =
                  [&made](const Request&, const Captures&) {
                    ++made;
                    return Response::Text("all of it");
                  },
              .needs = Permission::kOwnAccount,
              .cost = Cost::kExport});
  }
  AddPeoplePages(dear, site_);
  const auto routes = Guarded(dear, *home_.people, {.now = [this] { return home_.clock.up; }});
  home_.Member("wangfang", storage::Role::kTeacher);
  FalseBrowser browser(routes);
  browser.LogIn("wangfang");
  for (int i = 0; i < 6; ++i) EXPECT_EQ(browser.Get("/me/everything").status, 200);
  const auto page = browser.Get("/me/everything");
  EXPECT_EQ(page.status, 429);
  EXPECT_EQ(HeaderOf(page, "Retry-After"), "30");
  EXPECT_THAT(TextOf(page), HasSubstr("等半分钟"));
  const auto program = browser.Get("/api/v1/everything");
  EXPECT_EQ(program.status, 429);
  EXPECT_EQ(JsonOf(program).at("error").at("key"), "http.too_many");
  EXPECT_EQ(made, 6) << "what is refused is not done";
  home_.clock.Pass(30'000);
  EXPECT_EQ(browser.Get("/me/everything").status, 200);
  FalseBrowser stranger(routes);
  EXPECT_EQ(stranger.Get("/me/everything").status, 303) << "a stranger is asked to log in first";
}

// What reads or writes much, by its address; each must be counted.
TEST(Routes, ThatAreDearAreCounted) {
  FakeSchoolView school;
  FakeCenterView center;
  FakeDevicesView devices;
  PeopleOnDisk home;
  auto routes = CenterRoutes(center, home.Site()).routes();
  const auto of_school = SchoolRoutes(school, home.Site(), {});
  for (const auto& route : of_school.routes()) routes.push_back(route);
  Router keys;
  AddDeviceKeys(keys, devices);
  for (const auto& route : keys.routes()) routes.push_back(route);
  std::size_t counted = 0;
  for (const auto& route : routes) {
    const auto has = [&](std::string_view part) { return route.pattern.find(part) != std::string::npos; };
    const bool dear = has("/search") || has("export") || has("/audit") || has("/events") || has("/keys") ||
                      (route.method == "PUT" && has("/devices/"));
    if (!dear || route.pattern == "/api/v1/audit") continue;  // That one reads one page of rows.
    EXPECT_NE(route.cost, Cost::kLittle) << route.method << " " << route.pattern;
    ++counted;
  }
  EXPECT_GE(counted, 12U);
}

const std::map<std::string, std::string> kOpenEverywhere = {
    {"GET /login", "where one logs in"},
    {"POST /login", "looks at the Origin"},
    {"GET /login/password", "leads back to /login"},
    {"POST /login/password", "needs the ticket of the first step"},
    {"GET /login/code", "leads back to /login"},
    {"POST /login/code", "needs the ticket of the first step"},
    {"POST /api/v1/session", "the same for programs; looks at the Origin"},
    {"GET /api/v1/openapi.json", "the description of the API"},
    {"GET /assets/{name}", "style, script and icons, the same for all"},
    {"GET /favicon.ico", "an icon"},
};

TEST(Routes, OfASchoolAllSayWhatTheyNeed) {
  FakeSchoolView view;
  PeopleOnDisk home;
  auto open = kOpenEverywhere;
  open["GET /status"] = "how the box is: no names, and a technician without an account must read it";
  open["GET /api/v1/status"] = "the same as JSON";
  open["GET /pdfjs/{name...}"] = "pdf.js as Debian has it, the same for all";
  open["GET /api/v1/queue"] = "a part of it: lessons on their way, no names";
  auto routes = SchoolRoutes(view, home.Site(), {});
  FakePins pins;
  AddPins(routes, pins, home.Site());
  FakeWishes wishes;
  AddWishes(routes, wishes, view);
  CoursewareOnDisk own(home);
  AddOwnCourseware(routes, own.Site());
  const FakeTeaching teaching(home, view);
  AddTeaching(routes, *teaching.site);
  FakeProgress progress;
  AddProgress(routes, {progress, view, home.clock});
  ExpectGuarded(routes, open);
}

TEST(Routes, OfACountyAllSayWhatTheyNeed) {
  FakeCenterView view;
  PeopleOnDisk home(storage::Place::kCounty);
  auto open = kOpenEverywhere;
  open["GET /api/v1/center"] = "the center's card, whose digest is in every code";
  open["GET /api/v1/center/tls"] =
      "which TLS keys are the center's; signed, and asked for by boxes that trust no peer yet";
  open["POST /api/v1/enrolments"] = "sealed, with a code";
  open["PUT /api/v1/devices/{device}/batches/{epoch}/{seq}"] = "sealed and signed by the box";
  open["PUT /api/v1/devices/{device}/status"] = "sealed and signed by the box";
  open["GET /metadata/{path...}"] = "signed, and any web server may carry it";
  open["GET /targets/{path...}"] = "signed, and any web server may carry it";
  open["GET /blobs/{path...}"] = "named by its digest, and any web server may carry it";
  FakeDevicesView devices;
  auto routes = CenterRoutes(view, home.Site());
  AddBoxActs(routes, view, devices, home.Site());
  FakeOffersView offers;
  AddOfferIntake(routes, offers);
  AddOffersPages(routes, offers, home.Site());
  FakeAlliancesView alliances;
  AddAlliancesApi(routes, alliances, home.Site());
  AddAlliancesPages(routes, alliances, home.Site());
  FakePostsView posts;
  AddPostsApi(routes, posts, home.Site());
  AddQuestionsPages(routes, posts, home.Site());
  FakeRollbacks rollbacks;
  AddRollbackPages(routes, rollbacks, home.Site());
  open["PUT /api/v1/devices/{device}/offers/{offer}"] = "sealed and signed by the box";
  open["PUT /api/v1/devices/{device}/offers/{offer}/sealed-pieces/{piece}"] = "sealed and signed by the box";
  open["PUT /api/v1/devices/{device}/offers/{offer}/pieces/{piece}"] =
      "taken only when a signed statement names its digest";
  open["POST /api/v1/devices/{device}/post"] = "sealed and signed by the box, and the answer sealed to it";
  ExpectGuarded(routes, open);
}

}  // namespace
}  // namespace lianxiao::web
