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

TEST(ConsolePages, WarnBeforeTheCatalogExpires) {
  County county;
  EXPECT_THAT(county.Page("/"), Not(HasSubstr("过期")));
  county.view.status.metadata_expires = county.view.status.now + kDayMs;
  EXPECT_THAT(county.Page("/"), HasSubstr("过期，请在那之前重新发布"));
  county.view.status.metadata_expires = county.view.status.now + -kDayMs;
  EXPECT_THAT(county.Page("/"), HasSubstr("已经过期"));
}

TEST(ConsolePages, AnEmptyCountySaysHowToBegin) {
  County county;
  county.view.schools.clear();
  county.view.use.clear();
  county.view.status.repository_version = 0;
  EXPECT_THAT(county.Page("/"), HasSubstr("lianxiao center publish"));
  EXPECT_THAT(county.Page("/"), HasSubstr("还没有学校"));
  EXPECT_THAT(county.Page("/use"), HasSubstr("还没有使用记录"));
}

}  // namespace
}  // namespace lianxiao::web
