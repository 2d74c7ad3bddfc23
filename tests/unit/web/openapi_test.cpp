// The API's description against the routes that there are and the answers that they give.
#include "web/api/openapi.h"

#include <gtest/gtest.h>

#include <map>

#include <algorithm>
#include <set>

#include "tests/unit/web/ask.h"
#include "tests/unit/web/courseware_on_disk.h"
#include "tests/unit/web/fake_alliances_view.h"
#include "tests/unit/web/fake_center_view.h"
#include "tests/unit/web/fake_devices_view.h"
#include "tests/unit/web/fake_mailbox_view.h"
#include "tests/unit/web/fake_offers_view.h"
#include "tests/unit/web/fake_person_view.h"
#include "tests/unit/web/fake_pins.h"
#include "tests/unit/web/fake_posts_view.h"
#include "tests/unit/web/fake_progress.h"
#include "tests/unit/web/fake_rollbacks.h"
#include "tests/unit/web/fake_school_view.h"
#include "tests/unit/web/fake_teaching.h"
#include "tests/unit/web/fake_timetables_view.h"
#include "tests/unit/web/fake_wishes.h"
#include "tests/unit/web/json_shape.h"
#include "tests/unit/web/people_fixture.h"
#include "web/api/alliances_api.h"
#include "web/api/devices_api.h"
#include "web/api/mailbox_api.h"
#include "web/api/offers_api.h"
#include "web/api/person_api.h"
#include "web/api/posts_api.h"
#include "web/api/rollback_api.h"
#include "web/api/timetables_api.h"
#include "web/center_site.h"
#include "web/classroom/wishes_page.h"
#include "web/console/alliances_page.h"
#include "web/console/box_pages.h"
#include "web/console/offers_page.h"
#include "web/console/questions_page.h"
#include "web/console/rollback_page.h"
#include "web/school_site.h"
#include "web/teaching/progress_pages.h"
#include "web/technician/pins_page.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;

json Description(const std::string& file) { return json::parse(OpenApiDescription("openapi/" + file)); }

std::string WithoutTail(std::string pattern) {
  if (const auto dots = pattern.find("..."); dots != std::string::npos) pattern.erase(dots, 3);
  return pattern;
}

std::set<std::string> RoutesOf(const Router& router) {
  std::set<std::string> routes;
  for (const auto& route : router.routes()) routes.insert(route.method + " " + WithoutTail(route.pattern));
  return routes;
}

bool IsApi(const std::string& route) {
  const auto path = route.substr(route.find(' ') + 1);
  return path.starts_with("/api/v1/") || path.starts_with("/control/");
}

std::set<std::string> DescribedIn(const json& description) {
  std::set<std::string> described;
  for (const auto& [path, methods] : description.at("paths").items()) {
    for (const auto& [method, operation] : methods.items()) {
      auto upper = method;
      for (char& c : upper) c = static_cast<char>(c & ~0x20);
      described.insert(upper + " " + path);
    }
  }
  return described;
}

void ExpectToDescribe(const std::string& file, std::set<std::string> routes, std::set<std::string> control) {
  routes.merge(control);
  const auto described = DescribedIn(Description(file));
  for (const auto& route : routes) {
    EXPECT_TRUE(!IsApi(route) || described.contains(route)) << file << " lacks " << route;
  }
  for (const auto& route : described) EXPECT_TRUE(routes.contains(route)) << file << " invents " << route;
}

TEST(OpenApi, DescribesEveryRouteOfASchoolAndNoOther) {
  FakeSchoolView view;
  PeopleOnDisk home;
  FakePersonView person;
  auto control = SchoolControlRoutes(view, home.Site());
  AddPersonControl(control, person);
  FakeEnrolmentView enrolment;
  AddEnrolmentControl(control, enrolment);
  FakePins pins;
  AddPinsControl(control, pins);
  auto routes = SchoolRoutes(view, home.Site(), {});
  AddPins(routes, pins, home.Site());
  FakeWishes wishes;
  AddWishes(routes, wishes, view);
  CoursewareOnDisk own(home);
  AddOwnCourseware(routes, own.Site());
  const FakeTeaching teaching(home, view);
  AddTeaching(routes, *teaching.site);
  FakeProgress progress;
  AddProgress(routes, {progress, view, home.clock});
  ExpectToDescribe("school.json", RoutesOf(routes), RoutesOf(control));
}

TEST(OpenApi, DescribesEveryRouteOfACenterAndNoOther) {
  FakeCenterView view;
  PeopleOnDisk home(storage::Place::kCounty);
  FakeMailboxView mailbox;
  auto routes = CenterRoutes(view, home.Site());
  AddLetters(routes, mailbox);
  auto control = CenterControlRoutes(view, home.Site());
  AddMailboxControl(control, mailbox);
  FakeTimetablesView timetables;
  AddTimetableControl(control, timetables);
  FakePersonView person;
  AddPersonControl(control, person);
  AddTeacherControl(control, person);
  FakeDevicesView devices;
  AddDevicesControl(control, devices);
  AddDeviceKeys(routes, devices);
  AddBoxActs(routes, view, devices, home.Site());
  FakeOffersView offers;
  AddOfferIntake(routes, offers);
  AddOffersPages(routes, offers, home.Site());
  FakeRollbacks rollbacks;
  AddRollbackPages(routes, rollbacks, home.Site());
  AddRollbackControl(control, rollbacks, home.Site());
  AddOffersControl(control, offers, home.Site());
  FakeAlliancesView alliances;
  AddAlliancesApi(routes, alliances, home.Site());
  AddAlliancesPages(routes, alliances, home.Site());
  FakePostsView posts;
  AddPostsApi(routes, posts, home.Site());
  AddQuestionsPages(routes, posts, home.Site());
  ExpectToDescribe("center.json", RoutesOf(routes), RoutesOf(control));
}

TEST(OpenApi, NamesThePartsOfEveryPath) {
  for (const std::string file : {"school.json", "center.json"}) {
    const auto description = Description(file);
    for (const auto& [path, methods] : description.at("paths").items()) {
      for (const auto& [method, operation] : methods.items()) {
        std::size_t named = 0;
        for (const auto& parameter : operation.value("parameters", json::array())) {
          if (parameter.at("in") != "path") continue;
          ++named;
          EXPECT_NE(path.find("{" + parameter.at("name").get<std::string>() + "}"), std::string::npos)
              << path;
        }
        EXPECT_EQ(static_cast<std::size_t>(std::count(path.begin(), path.end(), '{')), named) << path;
      }
    }
  }
}

// Asks `target` and holds the answer against the schema of `path`'s status 200, or of its default.
void ExpectShape(const std::string& file, const Router& router, const std::string& path,
                 const std::string& method, const Question& question) {
  const auto description = Description(file);
  const auto response = Ask(router, question);
  const auto& responses = description.at("paths").at(path).at(method).at("responses");
  const auto& described = responses.at(response.status == 200 ? "200" : "default");
  const auto& schema = described.at("content").at("application/json").at("schema");
  const auto body = JsonOf(response);
  ASSERT_FALSE(body.is_discarded()) << question.target;
  EXPECT_EQ(Misfits(description, schema, body, question.target), "");
}

TEST(OpenApi, ASchoolAnswersAsDescribed) {
  FakeSchoolView view;
  PeopleOnDisk home;
  const auto routes = SchoolRoutes(view, home.Site(), {});
  const auto get = [&](const std::string& path, const std::string& target) {
    ExpectShape("school.json", routes, path, "get", {.target = target});
  };
  get("/api/v1/status", "/api/v1/status");
  get("/api/v1/queue", "/api/v1/queue");
  get("/api/v1/timetable", "/api/v1/timetable");
  get("/api/v1/timetable", "/api/v1/timetable?days=0");
  view.lessons = {{.lesson = {.starts = view.status.now + kHourMs,
                              .ends = view.status.now + 2 * kHourMs,
                              .title = "分数"},
                   .resource = view.resources.front(),
                   .state = LessonState::kComing},
                  {.lesson = {.starts = view.status.now + kDayMs,
                              .ends = view.status.now + kDayMs + 1,
                              .title = "直播课"},
                   .resource = std::nullopt,
                   .state = LessonState::kLive}};
  get("/api/v1/timetable", "/api/v1/timetable?days=62");
  get("/api/v1/resources", "/api/v1/resources");
  get("/api/v1/resources", "/api/v1/resources?limit=x");
  get("/api/v1/resources/{id}", "/api/v1/resources/yw-1s-kantushuohua");
  get("/api/v1/resources/{id}", "/api/v1/resources/sx-3s-fenshu");
  get("/api/v1/resources/{id}", "/api/v1/resources/nothing");
  get("/api/v1/facets/{field}", "/api/v1/facets/grade");
  get("/api/v1/search", "/api/v1/search?q=%E5%88%86");
  get("/api/v1/suggest", "/api/v1/suggest?q=%E5%88%86");
  get("/api/v1/openapi.json", "/api/v1/openapi.json");
  view.status = {};
  get("/api/v1/status", "/api/v1/status");
  view.queue = {};
  get("/api/v1/queue", "/api/v1/queue");
  ExpectShape("school.json", SchoolControlRoutes(view, home.Site()), "/control/v1/enrol", "post",
              {.method = "POST", .target = "/control/v1/enrol", .body = R"({"code":"x"})", .local = true});
}

TEST(OpenApi, ACenterAnswersAsDescribed) {
  FakeCenterView view;
  PeopleOnDisk home(storage::Place::kCounty);
  const auto routes = CenterRoutes(view, home.Site());
  const auto get = [&](const std::string& path) {
    ExpectShape("center.json", routes, path, "get", {.target = path});
  };
  for (const auto* path :
       {"/api/v1/status", "/api/v1/schools", "/api/v1/use", "/api/v1/wanted", "/api/v1/center"})
    get(path);
  view.status = {};
  get("/api/v1/status");
  ExpectShape("center.json", CenterControlRoutes(view, home.Site()), "/control/v1/codes", "post",
              {.method = "POST",
               .target = "/control/v1/codes",
               .body = R"({"school":"a","name":"b"})",
               .local = true});
  ExpectShape("center.json", routes, "/api/v1/devices/{device}/status", "put",
              {.method = "PUT", .target = "/api/v1/devices/" + std::string(32, 'a') + "/status"});
  FakeMailboxView mailbox;
  Router letters;
  AddMailboxControl(letters, mailbox);
  ExpectShape("center.json", letters, "/control/v1/notices", "get", {.target = "/control/v1/notices"});
  ExpectShape("center.json", letters, "/control/v1/notices", "post",
              {.method = "POST",
               .target = "/control/v1/notices",
               .body = R"({"text":"t","until":"2026-12-01T00:00:00Z"})",
               .local = true});
  FakePersonView person;
  AddPersonControl(letters, person);
  AddTeacherControl(letters, person);
  const auto ask = [&](const std::string& path, const std::string& body) {
    ExpectShape("center.json", letters, path, "post",
                {.method = "POST", .target = path, .body = body, .local = true});
  };
  ask("/control/v1/person/export", R"({"person":"wangfang"})");
  ask("/control/v1/person/erase", R"({"person":"wangfang"})");
  ask("/control/v1/teachers", R"({"teachers":[{"school":"a","login":"b","name":"c","role":"teacher"},
                                              {"school":"a","login":"taken","name":"c","role":"teacher"}]})");
  FakeDevicesView devices;
  Router boxes;
  AddDevicesControl(boxes, devices);
  for (const auto& [path, body] :
       std::map<std::string, std::string>{{"/control/v1/revocations", R"({"who":"a","why":"b"})"},
                                          {"/control/v1/code-files", R"({"school":"a","name":"b"})"},
                                          {"/control/v1/grants", R"({"file":"a"})"}}) {
    ExpectShape("center.json", boxes, path, "post",
                {.method = "POST", .target = path, .body = body, .local = true});
  }
  view.failure = Error{ErrorCode::kInvalid, "usage.gap: through_seq=3"};
  ExpectShape(
      "center.json", routes, "/api/v1/devices/{device}/batches/{epoch}/{seq}", "put",
      {.method = "PUT",
       .target = "/api/v1/devices/" + std::string(32, 'a') + "/batches/" + std::string(16, 'b') + "/9"});
}

TEST(OpenApi, TheShapeCheckSeesWhatIsMissingWrongOrTooMuch) {
  const json schema = {{"type", "object"},
                       {"required", {"a"}},
                       {"additionalProperties", false},
                       {"properties", {{"a", {{"type", "integer"}}}}}};
  EXPECT_EQ(Misfits({}, schema, {{"a", 1}}, "x"), "");
  EXPECT_NE(Misfits({}, schema, json::object(), "x"), "");
  EXPECT_NE(Misfits({}, schema, {{"a", "1"}}, "x"), "");
  EXPECT_NE(Misfits({}, schema, {{"a", 1}, {"b", 2}}, "x"), "");
}

}  // namespace
}  // namespace lianxiao::web
