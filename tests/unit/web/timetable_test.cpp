#include "web/classroom/timetable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/page_fixture.h"

namespace lianxiao::web {
namespace {

using testing::HasSubstr;
using testing::Not;

class TimetablePages : public testing::Test {
 protected:
  // Some hours after midnight and before the next, wherever this machine stands.
  TimetablePages() { school_.view.status.now = school_.view.status.now + 5 * kHourMs; }
  // `in_minutes` from now.
  void Add(std::int64_t in_minutes, const std::string& title, LessonState state, bool on_box = true) {
    const auto starts = school_.view.status.now + in_minutes * kMinuteMs;
    LessonOnBox one{.lesson = {.starts = starts,
                               .ends = starts + 40 * kMinuteMs,
                               .title = title,
                               .grade = "三年级",
                               .teacher = "李老师"},
                    .resource = std::nullopt,
                    .state = state};
    if (on_box) one.resource = school_.view.resources.at(state == LessonState::kReady ? 0 : 1);
    school_.view.lessons.push_back(one);
  }
  School school_;
};

TEST_F(TimetablePages, WithoutATimetableTheFirstPageSaysNothingOfOne) {
  EXPECT_THAT(school_.Page("/"), Not(HasSubstr("class=\"today\"")));
  EXPECT_THAT(school_.Page("/week"), HasSubstr("这一周没有安排的课"));
}

TEST_F(TimetablePages, TodayLeadsToALessonInOneStepAndSaysWhatIsMissing) {
  Add(-10, "分数的初步认识", LessonState::kReady);
  Add(30, "《<b>方程</b>》", LessonState::kLate);
  Add(60, "公开课", LessonState::kLive, false);
  school_.view.lessons.back().lesson.platform = "县云课堂";
  const auto page = school_.Page("/");
  EXPECT_THAT(page, HasSubstr("分数的初步认识"));
  EXPECT_THAT(page, HasSubstr("正在上"));
  EXPECT_THAT(page, HasSubstr("三年级 · 李老师"));
  EXPECT_THAT(page, HasSubstr("href=\"/r/" + school_.view.resources.at(0).shown.id + "\""));
  EXPECT_THAT(page, HasSubstr("&lt;b&gt;方程"));
  EXPECT_THAT(page, HasSubstr("赶不上"));
  EXPECT_THAT(page, HasSubstr("直播 · 县云课堂"));
}

TEST_F(TimetablePages, ADayWithoutLessonsNamesTheNext) {
  Add(3 * 1'440, "方程", LessonState::kComing);
  const auto page = school_.Page("/");
  EXPECT_THAT(page, HasSubstr("今天没有安排的课"));
  EXPECT_THAT(page, HasSubstr("《方程》"));
}

TEST_F(TimetablePages, ABoxThatDoesNotKnowTheDayShowsNoDay) {
  Add(0, "分数的初步认识", LessonState::kReady);
  school_.view.status.clock_plausible = false;
  EXPECT_THAT(school_.Page("/"), Not(HasSubstr("正在上")));
}

TEST_F(TimetablePages, TheWeekHasItsDaysAndWaysToOtherWeeks) {
  Add(0, "今天的课", LessonState::kReady);
  Add(7 * 1'440, "下周的课", LessonState::kReady);
  const auto week = school_.Page("/week");
  EXPECT_THAT(week, HasSubstr("今天的课"));
  EXPECT_THAT(week, Not(HasSubstr("下周的课")));
  EXPECT_THAT(week, HasSubstr("/week?of=1"));
  const auto next = school_.Page("/week?of=1");
  EXPECT_THAT(next, HasSubstr("下周的课"));
  EXPECT_THAT(next, Not(HasSubstr("今天的课")));
  for (const auto* odd : {"/week?of=x", "/week?of=999999999999", "/week?of=-99999"}) {
    EXPECT_EQ(school_.Get(odd).status, 200) << odd;
  }
}

}  // namespace
}  // namespace lianxiao::web
