#include "web/console/console_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/page_fixture.h"

namespace lianxiao::web {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(TechnicianPage, SaysTheVerdictTheQueueAndTheRemedy) {
  School school;
  const auto page = school.Page("/status");
  EXPECT_THAT(page, HasSubstr("需要处理"));
  EXPECT_THAT(page, HasSubstr("有效签名"));
  EXPECT_THAT(page, HasSubstr("timestamp.json"));
  EXPECT_THAT(page, HasSubstr("分数的初步认识.mp4"));
  EXPECT_THAT(page, HasSubstr("value=\"62\""));
  EXPECT_THAT(page, HasSubstr("lianxiao-schoold 0.1.0"));
  school.view.status.problems.clear();
  EXPECT_THAT(school.Page("/status"), HasSubstr("一切正常"));
}

TEST(ConsolePages, ListSchoolsWithTheirState) {
  County county;
  const auto page = county.Page("/");
  EXPECT_THAT(page, HasSubstr("石羊塘村小"));
  EXPECT_THAT(page, HasSubstr("还没装盒子"));
  EXPECT_THAT(page, HasSubstr("不是最新"));
  EXPECT_LT(page.find("龙潭教学点"), page.find("石羊塘村小")) << "the worst first";
}

TEST(ConsolePages, SortByWhatTheAddressSays) {
  County county;
  const auto page = county.Page("/?sort=events");
  EXPECT_LT(page.find("石羊塘村小"), page.find("龙潭教学点"));
  EXPECT_THAT(page, HasSubstr("aria-sort=\"descending\"><a href=\"/?sort=events\""));
}

TEST(ConsolePages, SayWhatAboutKeysIsDueAndWhatToDoWhatHasEndedFirst) {
  County county;
  EXPECT_THAT(county.Page("/"), Not(HasSubstr("过期")));
  county.view.status.due = {{"root_soon", "root", "", 41},
                            {"metadata_expired", "timestamp", "", -2},
                            {"tls_soon", "", "center.example.cn", 12}};
  const auto page = county.Page("/");
  EXPECT_THAT(page, HasSubstr("根还有 41 天过期"));
  EXPECT_THAT(page, HasSubstr("lianxiao center keys renew root"));
  EXPECT_THAT(page, HasSubstr("网站证书 center.example.cn 还有 12 天过期"));
  EXPECT_LT(page.find("最新版标记（timestamp）的签名过期了"), page.find("根还有 41 天"));
  EXPECT_THAT(page, HasSubstr("<li class=\"act\">"));
}

TEST(ConsolePages, SayOfWhatTheyDoNotKnowWhereToLook) {
  County county;
  county.view.status.due = {{"something_new", "studio-li", "x", 3}, {"library_soon", "studio-li", "", 9}};
  EXPECT_THAT(county.Page("/"), HasSubstr("lianxiao center keys list"));
  EXPECT_THAT(county.Page("/"), HasSubstr("资源库“studio-li”的签名还有 9 天过期"));
}

TEST(ConsolePages, AnEmptyCountySaysHowToBegin) {
  County county;
  county.view.schools.clear();
  county.view.use.clear();
  county.view.status.repository_version = 0;
  EXPECT_THAT(county.Page("/"), HasSubstr("lianxiao center publish"));
  EXPECT_THAT(county.Page("/"), HasSubstr("还没有学校"));
  EXPECT_THAT(county.Page("/use"), HasSubstr("还没有使用记录"));
  county.view.wanted.clear();
  EXPECT_THAT(county.Page("/wanted"), HasSubstr("还没有"));
}

TEST(WantedPage, ListsWhatSchoolsDidNotFind) {
  County county;
  const auto page = county.Page("/wanted");
  EXPECT_THAT(page, HasSubstr("恐龙化石"));
  EXPECT_THAT(page, HasSubstr("想找没找到"));
}

}  // namespace
}  // namespace lianxiao::web
