#include "web/api/timetables_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/ask.h"
#include "tests/unit/web/fake_timetables_view.h"

namespace lianxiao::web {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class TimetablesApi : public testing::Test {
 protected:
  TimetablesApi() { AddTimetableControl(routes_, view_); }
  Response Put(const std::string& target, bool local = true) {
    return Ask(routes_, {.method = "PUT", .target = target, .body = "课程名称,开课时间\n", .local = local});
  }
  FakeTimetablesView view_;
  Router routes_;
};

TEST_F(TimetablesApi, TakesATableForSchoolsAndGivesItBack) {
  view_.answer.unlinked = {{3, "公开课", "several"}};
  const auto taken = Put("/control/v1/timetables/w49?schools=a,b");
  EXPECT_EQ(taken.status, 200);
  EXPECT_THAT(TextOf(taken), HasSubstr("\"why\":\"several\""));
  EXPECT_THAT(view_.schools, ElementsAre("a", "b"));
  const auto csv = Ask(routes_, {.target = "/control/v1/timetables/w49", .local = true});
  EXPECT_THAT(HeaderOf(csv, "Content-Type"), HasSubstr("text/csv"));
  EXPECT_EQ(TextOf(csv), "课程名称,开课时间\n");
  EXPECT_THAT(TextOf(Ask(routes_, {.target = "/control/v1/timetables", .local = true})), HasSubstr("w49"));
}

TEST_F(TimetablesApi, TellsFindingsAsTheyAre) {
  view_.answer = {.findings = {{2, "开课时间", "ingest.bad_time", "明天", "12月10日 9:00-10:00"}}};
  EXPECT_THAT(TextOf(Put("/control/v1/timetables/w49")), HasSubstr("ingest.bad_time"));
}

TEST_F(TimetablesApi, OnlyOverTheControlSocketAndOnlyWhatIsThere) {
  EXPECT_EQ(Put("/control/v1/timetables/w49", false).status, 403);
  EXPECT_TRUE(view_.tables.empty());
  EXPECT_EQ(
      Ask(routes_,
          {.method = "POST", .target = "/control/v1/timetables/w49/remove", .body = "{}", .local = true})
          .status,
      404);
  EXPECT_EQ(Ask(routes_, {.target = "/control/v1/timetables/w49", .local = true}).status, 404);
}

}  // namespace
}  // namespace lianxiao::web
