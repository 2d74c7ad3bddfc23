#include "web/technician/pins_page.h"

#include "tests/unit/web/fake_pins.h"
#include "tests/unit/web/fake_school_view.h"
#include "tests/unit/web/people_fixture.h"
#include "web/school_site.h"

namespace lianxiao::web {
namespace {

using storage::Role;
using testing::HasSubstr;
using testing::Not;

class PinsPageTest : public testing::Test {
 protected:
  PinsPageTest() {
    AddPeoplePages(routes_, site_);
    AddPins(routes_, pins_, site_);
    AddPinsControl(control_, pins_);
    guarded_ = Guarded(routes_, *home_.people, {});
  }
  PeopleOnDisk home_;
  PeopleSite site_ = home_.Site();
  FakePins pins_;
  Router routes_, control_, guarded_;
  FalseBrowser browser_{guarded_};
};

TEST_F(PinsPageTest, ShowsWhatStaysAndLetsGo) {
  home_.Member("technician", Role::kTechnician);
  browser_.LogIn("technician");
  const auto page = TextOf(browser_.Get("/pins"));
  EXPECT_THAT(page, HasSubstr("分数的初步认识"));
  EXPECT_THAT(page, HasSubstr("还没有，会送来"));
  const auto let_go = browser_.Submit("/pins", {{"resource", "sx-3-1"}, {"pinned", "no"}});
  EXPECT_EQ(let_go.status, 303);
  EXPECT_EQ(HeaderOf(let_go, "Location"), "/pins");
  EXPECT_THAT(TextOf(browser_.Get("/pins")), Not(HasSubstr("分数的初步认识")));
}

TEST_F(PinsPageTest, ALessonsPagePinsAndGoesBackThereButNowhereElse) {
  home_.Member("manager", Role::kManager);
  browser_.LogIn("manager");
  const auto pinned = browser_.Submit("/pins", {{"resource", "x-1"}, {"pinned", "yes"}, {"next", "/r/x-1"}});
  EXPECT_EQ(HeaderOf(pinned, "Location"), "/r/x-1");
  EXPECT_TRUE(*pins_.IsPinned("x-1"));
  const auto away =
      browser_.Submit("/pins", {{"resource", "x-1"}, {"pinned", "no"}, {"next", "https://elsewhere/"}});
  EXPECT_EQ(HeaderOf(away, "Location"), "/");
}

TEST_F(PinsPageTest, ATeacherMayNot) {
  home_.Member("teacher", Role::kTeacher);
  browser_.LogIn("teacher");
  EXPECT_EQ(browser_.Get("/pins").status, 403);
  EXPECT_EQ(browser_.Submit("/pins", {{"resource", "x-1"}, {"pinned", "yes"}}).status, 403);
  EXPECT_FALSE(*pins_.IsPinned("x-1"));
}

TEST_F(PinsPageTest, TheButtonIsOnALessonsPageForThoseWhoMay) {
  home_.Member("manager", Role::kManager);
  home_.Member("teacher", Role::kTeacher);
  FakeSchoolView view;
  auto routes = SchoolRoutes(view, site_, {});
  AddPins(routes, pins_, site_);
  const auto guarded = Guarded(routes, *home_.people, {});
  const auto page = [&](const std::string& login) {
    FalseBrowser browser(guarded);
    if (!login.empty()) browser.LogIn(login);
    return TextOf(browser.Get("/r/sx-3s-fenshu"));
  };
  EXPECT_EQ(InputOf(page("manager"), "resource"), "sx-3s-fenshu");
  EXPECT_EQ(InputOf(page("manager"), "pinned"), "yes");
  EXPECT_EQ(InputOf(page("manager"), "next"), "/r/sx-3s-fenshu");
  for (const auto* login : {"teacher", ""}) {
    EXPECT_THAT(page(login), HasSubstr("分数的初步认识")) << login;
    EXPECT_THAT(page(login), Not(HasSubstr("action=\"/pins\""))) << login;
  }
  for (auto& lesson : view.resources) lesson.pinned = true;
  EXPECT_EQ(InputOf(page("manager"), "pinned"), "no");
}

TEST_F(PinsPageTest, TheApiPinsWithTheSessionsToken) {
  home_.Member("technician", Role::kTechnician);
  browser_.LogIn("technician");
  const auto ask = [&](const std::string& method, const std::string& csrf) {
    auto headers = browser_.headers;
    headers["cookie"] = browser_.cookie;
    headers["x-csrf"] = csrf;
    return Ask(guarded_, {.method = method, .target = "/api/v1/pins/x-1", .headers = headers}).status;
  };
  EXPECT_EQ(ask("PUT", "guessed"), 403);
  EXPECT_FALSE(*pins_.IsPinned("x-1"));
  EXPECT_EQ(ask("PUT", browser_.csrf), 204);
  EXPECT_TRUE(*pins_.IsPinned("x-1"));
  EXPECT_EQ(ask("DELETE", browser_.csrf), 204);
  EXPECT_FALSE(*pins_.IsPinned("x-1"));
}

TEST_F(PinsPageTest, SaysWhatWentWrong) {
  home_.Member("technician", Role::kTechnician);
  browser_.LogIn("technician");
  EXPECT_EQ(browser_.Submit("/pins", {{"resource", "unknown"}, {"pinned", "yes"}}).status, 404);
}

TEST_F(PinsPageTest, TheControlSocketPinsForTheCommandLine) {
  const auto post = [&](const std::string& body) {
    return Ask(control_, {.method = "POST",
                          .target = "/control/v1/pins",
                          .body = body,
                          .headers = {{"content-type", "application/json"}}});
  };
  EXPECT_EQ(post(R"({"resource": "x-1", "pinned": "yes"})").status, 204);
  EXPECT_TRUE(*pins_.IsPinned("x-1"));
  EXPECT_EQ(post(R"({"resource": "x-1", "pinned": "maybe"})").status, 400);
  EXPECT_EQ(post(R"({"resource": "x-1", "pinned": "no"})").status, 204);
  EXPECT_EQ(JsonOf(Ask(control_, {.target = "/control/v1/pins"})).at("pins").size(), 2U);
}

}  // namespace
}  // namespace lianxiao::web
