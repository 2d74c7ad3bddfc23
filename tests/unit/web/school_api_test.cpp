#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/ask.h"
#include "tests/unit/web/fake_school_view.h"
#include "tests/unit/web/people_fixture.h"
#include "web/api/event_intake.h"
#include "web/school_site.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class SchoolApi : public testing::Test {
 protected:
  json Get(const std::string& target) const { return JsonOf(Ask(routes_, {.target = target})); }
  Response Post(const std::string& target, const std::string& body) const {
    return Ask(routes_, {.method = "POST", .target = target, .body = body});
  }
  Response Control(const std::string& target, const std::string& body, bool local = true) const {
    return Ask(control_, {.method = "POST", .target = target, .body = body, .local = local});
  }

  FakeSchoolView view_;
  PeopleOnDisk home_;
  Router routes_ = SchoolRoutes(view_, home_.Site(), {.courseware_port = "8481"});
  Router control_ = SchoolControlRoutes(view_, home_.Site());
};

std::vector<std::string> Ids(const json& list) {
  std::vector<std::string> ids;
  for (const auto& resource : list.at("resources")) ids.push_back(resource.at("id"));
  return ids;
}

TEST_F(SchoolApi, ListsTheCatalogUnderAFilter) {
  const auto list =
      Get("/api/v1/resources?grade=%E4%B8%89%E5%B9%B4%E7%BA%A7&subject=%E6%95%B0%E5%AD%A6&cached_only=1");
  EXPECT_THAT(Ids(list), ElementsAre("sx-3s-fenbing", "sx-3s-zuoye"));
  EXPECT_EQ(list.at("total"), 2);
  EXPECT_EQ(view_.last_filter.grade, "三年级");
}

TEST_F(SchoolApi, KnowsEveryFieldOfTheFilter) {
  Get("/api/v1/resources?stage=a&grade=b&subject=c&edition=d&volume=e&unit=f&lesson=g&type=h&lesson_type=i&"
      "teacher=j&school=k&studio=l&quality=m");
  const auto& f = view_.last_filter;
  EXPECT_EQ(f.stage + f.grade + f.subject + f.edition + f.volume + f.unit + f.lesson + f.type +
                f.lesson_type + f.teacher + f.school + f.studio + f.quality,
            "abcdefghijklm");
}

TEST_F(SchoolApi, GivesPagesOfTheList) {
  const auto list = Get("/api/v1/resources?offset=1&limit=2");
  EXPECT_THAT(Ids(list), ElementsAre("sx-3s-fenshu", "sx-3s-fenbing"));
  EXPECT_EQ(list.at("total"), 5);
  EXPECT_EQ(list.at("offset"), 1);
  EXPECT_EQ(list.at("limit"), 2);
}

TEST_F(SchoolApi, RefusesAPageThatIsNone) {
  for (const std::string bad :
       {"limit=501", "limit=-1", "limit=x", "offset=99999999999999999999", "offset=1e3"}) {
    const auto response = Ask(routes_, {.target = "/api/v1/resources?" + bad});
    EXPECT_EQ(response.status, 400) << bad;
    EXPECT_EQ(JsonOf(response).at("error").at("code"), "invalid") << bad;
  }
}

TEST_F(SchoolApi, TellsWhatOfAResourceIsHere) {
  const auto resource = Get("/api/v1/resources/sx-3s-fenshu");
  EXPECT_EQ(resource.at("state"), "partial");
  EXPECT_EQ(resource.at("playable"), false);
  const auto& film = resource.at("files").at(0);
  EXPECT_EQ(film.at("state"), "partial");
  EXPECT_EQ(film.at("size"), 20'000'000);
  EXPECT_EQ(film.at("bytes_here"), 12'400'000);
  EXPECT_EQ(film.at("blob"), HashOf("分数的初步认识.mp4").Hex());
  EXPECT_EQ(resource.at("files").at(1).at("state"), "absent");
  EXPECT_EQ(Get("/api/v1/resources/yw-1s-kantushuohua").at("state"), "cached");
  EXPECT_EQ(Get("/api/v1/resources/yy-5s-unit3").at("state"), "absent");
}

TEST_F(SchoolApi, GivesAddressesThatAnswer) {
  for (const auto& resource : SampleResources()) {
    const auto answer = Get("/api/v1/resources/" + resource.shown.id);
    for (const auto& file : answer.at("files")) {
      const auto response = Ask(routes_, {.target = file.at("url")});
      EXPECT_EQ(response.status, file.at("state") == "cached" ? 200 : 404) << file.dump();
    }
  }
}

TEST_F(SchoolApi, SaysThatThereIsNoSuchResource) {
  const auto response = Ask(routes_, {.target = "/api/v1/resources/nothing"});
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(JsonOf(response).at("error").at("code"), "not_found");
}

TEST_F(SchoolApi, CountsTheValuesOfAField) {
  const auto facets = Get("/api/v1/facets/subject?stage=%E5%B0%8F%E5%AD%A6");
  EXPECT_EQ(facets.at("values").at(1), (json{{"value", "数学"}, {"resources", 3}, {"cached", 2}}));
  EXPECT_EQ(Ask(routes_, {.target = "/api/v1/facets/colour"}).status, 400);
}

TEST_F(SchoolApi, FindsChineseWords) {
  const auto found = Get("/api/v1/search?q=%E5%88%86%E6%95%B0&limit=1");
  EXPECT_EQ(found.at("total"), 2);
  ASSERT_EQ(found.at("hits").size(), 1u);
  EXPECT_EQ(found.at("hits").at(0).at("title_html"), "<mark>分数</mark>的初步认识");
  EXPECT_EQ(found.at("hits").at(0).at("resource").at("id"), "sx-3s-fenshu");
  EXPECT_EQ(Get("/api/v1/search").at("total"), 0);
}

TEST_F(SchoolApi, RecordsEventsBeforeItAnswers) {
  const auto response = Post("/api/v1/events", R"([
      {"kind":"played","resource":"sx-3s-fenshu","version":1,"position_s":61,"played_s":30,"session":"s1"},
      {"kind":"searched","query":"分数","results":2}])");
  EXPECT_EQ(response.status, 204);
  ASSERT_EQ(view_.recorded.size(), 2u);
  EXPECT_EQ(view_.recorded[0].played_s, 30);
  EXPECT_EQ(view_.recorded[1].query, "分数");
}

TEST_F(SchoolApi, TakesASingleEventAndKeepsItsId) {
  const std::string id(32, 'c');
  EXPECT_EQ(Post("/api/v1/events", R"({"kind":"finished","resource":"a","id":")" + id + R"("})").status, 204);
  ASSERT_EQ(view_.recorded.size(), 1u);
  EXPECT_EQ(view_.recorded[0].id, id);
}

TEST_F(SchoolApi, DoesNotBelieveABrowsersClock) {
  Post("/api/v1/events",
       R"({"kind":"opened","resource":"a","wall_ms":5000,"boot":"b","uptime_ms":7,"clock":"synchronized"})");
  ASSERT_EQ(view_.recorded.size(), 1u);
  EXPECT_EQ(view_.recorded[0].wall, WallTime{});
  EXPECT_EQ(view_.recorded[0].boot, "");
  EXPECT_EQ(view_.recorded[0].uptime_ms, 0);
  EXPECT_EQ(view_.recorded[0].clock, formats::Event{}.clock);
}

TEST_F(SchoolApi, RecordsAllOfAListOrNothing) {
  EXPECT_EQ(
      Post("/api/v1/events", R"([{"kind":"opened","resource":"a"},{"kind":"danced","resource":"a"}])").status,
      400);
  EXPECT_TRUE(view_.recorded.empty());
}

TEST_F(SchoolApi, RefusesWhatIsNoEvent) {
  for (const std::string body :
       {"", "x", "null", "7", "[[]]", R"([{"kind":"opened"}])", R"({"kind":"opened","kind":"x"})",
        R"({"kind":"opened","resource":"../a"})"}) {
    EXPECT_EQ(Post("/api/v1/events", body).status, 400) << body;
  }
  EXPECT_TRUE(view_.recorded.empty());
}

TEST_F(SchoolApi, RefusesMoreEventsThanAPageCollects) {
  std::string many = "[";
  for (std::size_t i = 0; i <= kMaxEventsAtOnce; ++i) many += R"({"kind":"opened","resource":"a"},)";
  many.back() = ']';
  EXPECT_EQ(Post("/api/v1/events", many).status, 400);
  EXPECT_TRUE(view_.recorded.empty());
}

TEST_F(SchoolApi, TakesNoEventsFromCoursewareOrOtherSites) {
  const std::string event = R"({"kind":"opened","resource":"a"})";
  const auto from = [&](const std::string& origin) {
    return Ask(routes_, {.method = "POST",
                         .target = "/api/v1/events",
                         .body = event,
                         .headers = {{"host", "box:8480"}, {"origin", origin}}})
        .status;
  };
  EXPECT_EQ(from("null"), 403);
  EXPECT_EQ(from("http://box:8481"), 403);
  EXPECT_EQ(from("https://elsewhere.example"), 403);
  EXPECT_TRUE(view_.recorded.empty());
  EXPECT_EQ(from("http://box:8480"), 204);
}

TEST_F(SchoolApi, DoesNotSayRecordedWhenTheDiskIsFull) {
  view_.failure = Error{ErrorCode::kNoSpace, "usage.disk_full: no room for events"};
  const auto response = Post("/api/v1/events", R"({"kind":"opened","resource":"a"})");
  EXPECT_EQ(response.status, 507);
  EXPECT_EQ(JsonOf(response).at("error").at("key"), "usage.disk_full");
}

TEST_F(SchoolApi, SaysHowTheBoxIs) {
  const auto status = Get("/api/v1/status");
  EXPECT_EQ(status.at("library").at("resources"), 5);
  EXPECT_EQ(status.at("library").at("cached"), 2);
  EXPECT_EQ(status.at("sync").at("state"), "fetching");
  EXPECT_EQ(status.at("sync").at("queue").size(), 2u);
  EXPECT_EQ(status.at("sync").at("next_contact"), nullptr);
  EXPECT_EQ(status.at("sync").at("last_contact"), "2026-11-20T23:59:00Z");
  EXPECT_EQ(status.at("usage").at("pending"), 3);
  EXPECT_EQ(status.at("disk").at("free_bytes"), std::int64_t{21} << 30);
  EXPECT_EQ(status.at("box").at("school_name"), "石羊塘村小");
  EXPECT_EQ(status.at("problems").at(0).at("key"), "problem.metadata_signature");
}

TEST_F(SchoolApi, SaysAProblemInWords) {
  const auto problem = [&] { return Get("/api/v1/status").at("problems").at(0); };
  EXPECT_THAT(problem().at("text_zh"), HasSubstr("签名"));
  EXPECT_THAT(problem().at("text_en"), Not(HasSubstr("problem.")));
  view_.status.problems[0].key = "problem.of_a_later_version";
  EXPECT_THAT(problem().at("text_zh"), HasSubstr("盒子报告了一个问题"));
}

TEST_F(SchoolApi, AnswersEvenWhenAProblemQuotesStrayBytes) {
  view_.status.problems[0].subject = "file \xFF\xFE";
  EXPECT_FALSE(Get("/api/v1/status").is_discarded());
}

TEST_F(SchoolApi, EnrolsOverTheControlSocketAlone) {
  EXPECT_EQ(Control("/control/v1/enrol", R"({"code":"LX7Q2"})").status, 200);
  EXPECT_THAT(view_.codes, ElementsAre("LX7Q2"));
  EXPECT_EQ(Control("/control/v1/enrol", R"({"code":"LX7Q2"})", false).status, 403);
  EXPECT_EQ(Ask(routes_, {.method = "POST", .target = "/control/v1/enrol", .body = R"({"code":"x"})"}).status,
            404);
  EXPECT_EQ(Control("/control/v1/enrol", R"({"code":7})").status, 400);
  EXPECT_EQ(Control("/control/v1/enrol", "[]").status, 400);
  EXPECT_EQ(view_.codes.size(), 1u);
}

TEST_F(SchoolApi, PassesOnWhyACodeWasRefused) {
  view_.failure = Error{ErrorCode::kRefused, "enrol.code_used: this code was used already"};
  const auto response = Control("/control/v1/enrol", R"({"code":"LX7Q2"})");
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(
      JsonOf(response).at("error"),
      (json{{"code", "refused"}, {"key", "enrol.code_used"}, {"message", "this code was used already"}}));
}

TEST_F(SchoolApi, BeginsARoundWhenTheAdminAsks) {
  EXPECT_EQ(Control("/control/v1/sync", "").status, 204);
  EXPECT_EQ(Control("/control/v1/sync", "", false).status, 403);
  EXPECT_EQ(view_.syncs, 1);
  EXPECT_EQ(Ask(control_, {.target = "/api/v1/status", .local = true}).status, 200);
}

class Media : public SchoolApi {
 protected:
  Response File(const std::string& query, std::map<std::string, std::string, std::less<>> headers = {},
                const std::string& method = "GET") const {
    return Ask(
        routes_,
        {.method = method, .target = "/files/sx-3s-zuoye/0/x.pdf" + query, .headers = std::move(headers)});
  }
};

TEST_F(Media, ShowsAFileByItsBlobAndType) {
  const auto response = File("");
  const auto& file = std::get<FileBody>(response.body);
  const auto hex = HashOf("作业.pdf").Hex();
  EXPECT_EQ(file.path, "/library/blobs/" + hex.substr(0, 2) + "/" + hex.substr(2));
  EXPECT_EQ(file.etag, hex);
  EXPECT_EQ(HeaderOf(response, "Content-Type"), "application/pdf");
  EXPECT_FALSE(response.Has("Content-Disposition"));
  EXPECT_TRUE(view_.recorded.empty());
}

TEST_F(Media, SavesAFileUnderItsChineseName) {
  EXPECT_EQ(HeaderOf(File("?download=1"), "Content-Disposition"),
            "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E4%BD%9C%E4%B8%9A.pdf");
}

TEST_F(Media, CountsADownloadOnceHoweverItIsFetched) {
  File("?download=1", {{"range", "bytes=0-99"}});
  EXPECT_EQ(view_.recorded.size(), 1u);
  File("?download=1", {{"range", "bytes=100-"}});
  File("?download=1", {}, "HEAD");
  File("?download=1", {{"if-none-match", "\"x\""}});
  ASSERT_EQ(view_.recorded.size(), 1u);
  EXPECT_EQ(view_.recorded[0].kind, formats::EventKind::kDownloaded);
  EXPECT_EQ(view_.recorded[0].resource, "sx-3s-zuoye");
  EXPECT_EQ(view_.recorded[0].version, 1);
  EXPECT_EQ(view_.recorded[0].file, "作业.pdf");
}

TEST_F(Media, HasNothingWhereNothingIs) {
  for (const std::string target : {"/files/nothing/0/x", "/files/sx-3s-zuoye/9/x", "/files/sx-3s-zuoye/-1/x",
                                   "/files/sx-3s-zuoye/a/x", "/files/yy-5s-unit3/0/unit3.m4a"}) {
    EXPECT_EQ(Ask(routes_, {.target = target}).status, 404) << target;
  }
}

TEST_F(Media, NeverRunsAPackagesPageInTheClassroomsOrigin) {
  const auto page = Ask(routes_, {.target = "/files/sx-3s-fenbing/0/index.html"});
  EXPECT_THAT(HeaderOf(page, "Content-Disposition"), HasSubstr("attachment"));
  EXPECT_THAT(HeaderOf(page, "Content-Security-Policy"), HasSubstr("sandbox"));
  const auto script = Ask(routes_, {.target = "/files/sx-3s-fenbing/1/js/pie.js"});
  EXPECT_THAT(HeaderOf(script, "Content-Disposition"), HasSubstr("attachment"));
  const auto picture = Ask(routes_, {.target = "/files/sx-3s-fenbing/2/x.svg"});
  EXPECT_FALSE(picture.Has("Content-Disposition"));
  EXPECT_THAT(HeaderOf(picture, "Content-Security-Policy"), HasSubstr("sandbox"));
}

class Courseware : public testing::Test {
 protected:
  Response Get(const std::string& target) const {
    return Ask(routes_, {.target = target, .headers = {{"host", "box:8481"}}});
  }
  FakeSchoolView view_;
  Router routes_ = CoursewareRoutes(view_);
};

TEST_F(Courseware, OpensAFolderByItsIndex) {
  const auto response = Get("/p/sx-3s-fenbing/");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(HeaderOf(response, "Content-Type"), "text/html");
  EXPECT_EQ(HeaderOf(Get("/p/sx-3s-fenbing"), "Location"), "/p/sx-3s-fenbing/");
}

TEST_F(Courseware, RunsInASandboxWithoutTheClassroomsOrigin) {
  const auto response = Get("/p/sx-3s-fenbing/index.html");
  const auto policy = HeaderOf(response, "Content-Security-Policy");
  EXPECT_THAT(policy, HasSubstr("sandbox allow-scripts;"));
  EXPECT_THAT(policy, Not(HasSubstr("allow-same-origin")));
  EXPECT_FALSE(response.Has("Set-Cookie"));
}

TEST_F(Courseware, MayReadItsOwnFilesFromWithinTheSandbox) {
  EXPECT_EQ(HeaderOf(Get("/p/sx-3s-fenbing/index.html"), "Access-Control-Allow-Origin"), "*");
}

TEST_F(Courseware, SendsPicturesWithChineseNames) {
  const auto response = Get("/p/sx-3s-fenbing/img/%E9%A5%BC.svg");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(HeaderOf(response, "Content-Type"), "image/svg+xml");
}

TEST_F(Courseware, HasOnlyPackages) {
  EXPECT_EQ(Get("/p/sx-3s-zuoye/").status, 404);
  EXPECT_EQ(Get("/p/sx-3s-fenbing/js/none.js").status, 404);
  EXPECT_EQ(Get("/api/v1/status").status, 404);
}

TEST_F(Courseware, LetsNoHostHeaderAddDirectives) {
  EXPECT_EQ(Ask(routes_, {.target = "/p/sx-3s-fenbing/", .headers = {{"host", "a; script-src *"}}}).status,
            400);
}

}  // namespace
}  // namespace lianxiao::web
