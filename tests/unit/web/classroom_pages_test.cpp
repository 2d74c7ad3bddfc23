#include "web/classroom/classroom_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/page_fixture.h"
#include "web/classroom/cards.h"
#include "web/classroom/resource_page.h"
#include "web/classroom/visit.h"

namespace lianxiao::web {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(HomePage, ShowsGradesSubjectsNewAndComing) {
  School school;
  const auto page = school.Page("/");
  EXPECT_THAT(page, HasSubstr("石羊塘村小"));
  EXPECT_THAT(page, HasSubstr("按课本找"));
  EXPECT_THAT(page, HasSubstr(EncodeSegment("三年级")));
  EXPECT_THAT(page, HasSubstr("看图说话"));
  EXPECT_THAT(page, HasSubstr("正在送来"));
  EXPECT_THAT(page, HasSubstr("s-math"));
}

TEST(HomePage, AnEmptyBoxSaysWhatComesAndWhatToDo) {
  School school;
  school.view.resources.clear();
  school.view.status.resources = 0;
  EXPECT_THAT(school.Page("/"), HasSubstr("课程正在路上"));
  school.view.status = BoxStatus{};
  const auto page = school.Page("/");
  EXPECT_THAT(page, HasSubstr("lianxiao enroll CODE"));
  EXPECT_THAT(page, HasSubstr("还没有加入"));
}

TEST(HomePage, AFailureOfTheCatalogIsAPageThatSaysWhatIsSafe) {
  School school;
  school.view.failure = Error{ErrorCode::kInternal, "disk I/O error"};
  const auto response = school.Get("/");
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(std::get<std::string>(response.body), HasSubstr("没有丢"));
}

TEST(BrowsePage, ListsWhatTheFiltersLetThrough) {
  School school;
  const auto page = school.Page("/browse?grade=" + EncodeSegment("一年级"));
  EXPECT_THAT(page, HasSubstr("看图说话"));
  EXPECT_THAT(page, Not(HasSubstr("分饼")));
  EXPECT_THAT(page, HasSubstr("aria-current"));
}

TEST(BrowsePage, AnEmptyPlaceSaysSo) {
  School school;
  EXPECT_THAT(school.Page("/browse?grade=" + EncodeSegment("九年级")), HasSubstr("这里还没有课程"));
}

TEST(SearchPage, MarksHitsAndRecordsTheSearchOnce) {
  School school;
  const auto page = school.Page("/search?q=" + EncodeSegment("分数"));
  EXPECT_THAT(page, HasSubstr("<mark>分数</mark>的初步认识"));
  ASSERT_EQ(school.view.recorded.size(), 1U);
  EXPECT_EQ(school.view.recorded[0].kind, formats::EventKind::kSearched);
  EXPECT_EQ(school.view.recorded[0].query, "分数");
  EXPECT_EQ(school.view.recorded[0].results, 2);
  school.Page("/search?q=" + EncodeSegment("分数") + "&page=2");
  school.Get("/search?q=" + EncodeSegment("分数"), "HEAD");
  EXPECT_EQ(school.view.recorded.size(), 1U) << "neither a later page nor a HEAD is a new search";
}

TEST(SearchPage, NothingFoundOffersTheGrades) {
  School school;
  const auto page = school.Page("/search?q=" + EncodeSegment("恐龙"));
  EXPECT_THAT(page, HasSubstr("没有找到"));
  EXPECT_THAT(page, HasSubstr("/browse?grade=" + EncodeSegment("三年级")));
  ASSERT_EQ(school.view.recorded.size(), 1U);
  EXPECT_EQ(school.view.recorded[0].results, 0);
}

TEST(SearchPage, ShowsWhatItUnderstoodAndHowToTakeItAway) {
  School school;
  school.view.search_says.filters = {{"grade", "#g3", "三年级", 0, 9}, {"subject", "#s数学", "数学", 9, 15}};
  const auto page = school.Page("/search?q=" + EncodeSegment("三年级数学分数"));
  EXPECT_THAT(page, HasSubstr("/search?q=" + EncodeSegment("数学分数") + "\""));
  EXPECT_THAT(page, HasSubstr("/search?q=" + EncodeSegment("三年级分数") + "\""));
  EXPECT_THAT(page, HasSubstr("年级 </span>三年级"));
}

TEST(SearchPage, SaysWhenItShowsOnlyWhatIsNearAndTellsTheCountyThatNothingWasFound) {
  School school;
  school.view.search_says.match = storage::Match::kSomeWords;
  const auto page = school.Page("/search?q=" + EncodeSegment("分数"));
  EXPECT_THAT(page, HasSubstr("最接近的"));
  ASSERT_EQ(school.view.recorded.size(), 1U);
  EXPECT_EQ(school.view.recorded[0].results, 0);
  school.view.search_says.match = storage::Match::kCorrected;
  EXPECT_THAT(school.Page("/search?q=" + EncodeSegment("分数")), HasSubstr("差一个字"));
  EXPECT_EQ(school.view.recorded.back().results, 2) << "a typing error is nothing the county lacks";
}

TEST(SearchPage, WhileTheIndexIsFilledNothingIsReportedMissing) {
  School school;
  school.view.search_says.filling = true;
  EXPECT_THAT(school.Page("/search?q=" + EncodeSegment("恐龙")), HasSubstr("正在整理"));
  EXPECT_TRUE(school.view.recorded.empty());
}

TEST(SearchPage, ANumberOfSomebodyIsNotRecorded) {
  EXPECT_EQ(SearchedEvent(Request(), "王13800138000 2024年", 0).query, "王… 2024年");
}

TEST(SearchPage, AnEmptyQueryAsksForWordsAndRecordsNothing) {
  School school;
  EXPECT_THAT(school.Page("/search?q=%20"), HasSubstr("两个字就够"));
  EXPECT_TRUE(school.view.recorded.empty());
}

TEST(SearchPage, ALongQueryIsRecordedUpToAWholeCharacter) {
  Request request;
  std::string query;
  for (int i = 0; i < 100; ++i) query += "分";
  const auto event = SearchedEvent(request, query, 0);
  EXPECT_EQ(event.query.size(), 198U);
}

TEST(ResourcePage, PlaysAVideoWithItsSubtitlesAndRecordsTheVisit) {
  School school;
  school.headers["user-agent"] = "Mozilla/5.0 (Windows NT 6.1)";
  const auto page = school.Page("/r/yw-1s-kantushuohua");
  EXPECT_THAT(page, HasSubstr("<video id=\"player\" controls preload=\"metadata\""));
  EXPECT_THAT(page, HasSubstr("src=\"/files/yw-1s-kantushuohua/0/" + EncodeSegment("看图说话.mp4") +
                              "\" type=\"video/mp4\""));
  EXPECT_THAT(page, HasSubstr("<track kind=\"subtitles\" src=\"/files/yw-1s-kantushuohua/1/"));
  EXPECT_THAT(page, HasSubstr("srclang=\"zh-CN\""));
  EXPECT_THAT(page, HasSubstr(" default>"));
  EXPECT_THAT(page, HasSubstr("poster=\"/files/yw-1s-kantushuohua/2/"));
  EXPECT_THAT(page, HasSubstr(EncodeSegment("教学设计.docx") + "?download=1"));
  ASSERT_EQ(school.view.recorded.size(), 1U);
  auto event = school.view.recorded[0];
  EXPECT_EQ(event.kind, formats::EventKind::kOpened);
  EXPECT_EQ(event.resource, "yw-1s-kantushuohua");
  EXPECT_EQ(event.device, "desktop");
  EXPECT_THAT(page, HasSubstr("data-session=\"" + event.session + "\""));
  event.id = std::string(32, 'a'), event.boot = "b";  // The view fills these in.
  EXPECT_TRUE(formats::Check(event)) << formats::Check(event).error().message;
}

TEST(ResourcePage, AVisitThatCannotBeCountedIsStillAVisit) {
  struct Deaf final : SchoolView {
    explicit Deaf(FakeSchoolView& to) : fake(to) {}
    Result<ListOnBox> List(const storage::CatalogFilter& f, const storage::Paging& p) const override {
      return fake.List(f, p);
    }
    Result<std::vector<storage::Facet>> Facets(const std::string& f,
                                               const storage::CatalogFilter& c) const override {
      return fake.Facets(f, c);
    }
    Result<ResourceOnBox> Find(const std::string& id) const override { return fake.Find(id); }
    Result<SearchOnBox> Search(const std::string& q, const storage::Paging& p) const override {
      return fake.Search(q, p);
    }
    Result<std::vector<std::string>> Suggest(const std::string& q) const override { return fake.Suggest(q); }
    Result<ListOnBox> NewlyArrived(std::int64_t n) const override { return fake.NewlyArrived(n); }
    Result<std::vector<LessonOnBox>> Timetable(WallTime from, WallTime to) const override {
      return fake.Timetable(from, to);
    }
    Result<ServedFile> FileOf(const std::string& id, std::int64_t i) const override {
      return fake.FileOf(id, i);
    }
    Result<ServedFile> PackageFile(const std::string& id, const std::string& p) const override {
      return fake.PackageFile(id, p);
    }
    Status Record(std::vector<formats::Event>) override { return Fail(ErrorCode::kNoSpace, "disk full"); }
    BoxStatus BoxStatusNow() const override { return fake.BoxStatusNow(); }
    QueueNow Queue() const override { return fake.Queue(); }
    Status Enrol(const std::string&) override { return {}; }
    Status SyncNow() override { return {}; }
    FakeSchoolView& fake;
  };
  FakeSchoolView fake;
  Deaf deaf(fake);
  Request request;
  request.method = "GET", request.path = "/r/yw-1s-kantushuohua";
  EXPECT_EQ(ResourcePage(request, "yw-1s-kantushuohua", deaf, {}).status, 200);
}

TEST(ResourcePage, WhatIsOnItsWaySaysHowFarAndRecordsNothing) {
  School school;
  const auto page = school.Page("/r/sx-3s-fenshu");
  EXPECT_THAT(page, HasSubstr("正在送来 61%"));
  EXPECT_THAT(page, Not(HasSubstr("<video")));
  EXPECT_TRUE(school.view.recorded.empty());
}

TEST(ResourcePage, WhatIsNotHereSaysSo) {
  School school;
  EXPECT_THAT(school.Page("/r/yy-5s-unit3"), HasSubstr("还没有"));
}

TEST(ResourcePage, CoursewareRunsInASandboxOnItsOwnOrigin) {
  School school;
  const auto response = school.Get("/r/sx-3s-fenbing");
  const auto page = std::get<std::string>(response.body);
  EXPECT_THAT(page, HasSubstr("src=\"http://192.168.1.2:8481/p/sx-3s-fenbing/index.html\""));
  EXPECT_THAT(page, HasSubstr("sandbox=\"allow-scripts\""));
  EXPECT_EQ(response.frame_origin, "http://192.168.1.2:8481");
  EXPECT_TRUE(school.Get("/r/yw-1s-kantushuohua").frame_origin.empty()) << "no other page may frame it";
}

TEST(ResourcePage, ANewerVersionOnItsWayIsToldWhileTheOldOneIsUsed) {
  School school;
  const auto page = school.Page("/r/sx-3s-zuoye");
  EXPECT_THAT(page, HasSubstr("新的一版正在送来"));
  EXPECT_THAT(page, HasSubstr("可以打开"));
}

TEST(ResourcePage, WhatNobodyHasIsA404ThatSaysWhatToDo) {
  School school;
  const auto response = school.Get("/r/nobody");
  EXPECT_EQ(response.status, 404);
  EXPECT_THAT(std::get<std::string>(response.body), HasSubstr("没有这一页"));
}

TEST(CoursewareOrigin, TakesTheHostAndNothingElseFromTheRequest) {
  const SchoolSiteOptions options{.courseware_port = "8481"};
  const auto origin = [&](const std::string& host) {
    Request request;
    request.headers["host"] = host;
    return CoursewareOrigin(request, options);
  };
  EXPECT_EQ(origin("192.168.1.2:8480"), "http://192.168.1.2:8481");
  EXPECT_EQ(origin("lianxiao.local"), "http://lianxiao.local:8481");
  EXPECT_EQ(origin("[fe80::1]:8480"), "http://[fe80::1]:8481");
  EXPECT_EQ(origin("evil.example/x"), "");
  EXPECT_EQ(origin("a b; script-src *"), "");
  EXPECT_EQ(origin(""), "");
}

TEST(MarkedParts, TakeApartWhatTheIndexPutTogether) {
  const auto parts = MarkedParts("a &lt;b&gt; <mark>分&amp;数</mark>的");
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(std::get<std::string>(parts[0].all()[0].second), "a <b> ");
  EXPECT_EQ(std::get<std::string>(parts[1].all()[0].second), "分&数");
  EXPECT_TRUE(std::get<bool>(parts[1].all()[1].second));
  EXPECT_FALSE(std::get<bool>(parts[2].all()[1].second));
  EXPECT_TRUE(MarkedParts("").empty());
  EXPECT_EQ(MarkedParts("<mark>open").size(), 1U);
}

}  // namespace
}  // namespace lianxiao::web
