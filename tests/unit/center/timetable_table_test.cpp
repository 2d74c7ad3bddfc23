#include "center/ingest/timetable_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lianxiao::center {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const ZoneOffset kBeijing = FixedOffset(8 * kHourMs);
const LocalDay kToday = *ParseDay("2026-11-22");

// "2026-12-10 9:00-10:00" in Beijing; "?" when it says no time.
std::string Hours(std::string_view text) {
  const auto hours = ParseLessonHours(text, kToday, kBeijing);
  if (!hours) return "?";
  const auto from = ToLocal(hours->starts, kBeijing), to = ToLocal(hours->ends, kBeijing);
  const auto clock = [](std::int64_t ms) {
    return std::to_string(ms / kHourMs) + ":" + std::to_string(ms % kHourMs / kMinuteMs);
  };
  return from.day.Text() + " " + clock(from.ms) + "-" +
         clock(to.ms + (to.day.number - from.day.number) * kDayMs);
}

TEST(LessonHours, AreReadAsCountiesWriteThem) {
  EXPECT_EQ(Hours("12月10日 9:00-10:00"), "2026-12-10 9:0-10:0");
  EXPECT_EQ(Hours("12月10日9：00—10：05"), "2026-12-10 9:0-10:5");
  EXPECT_EQ(Hours("2026年12月10日 9:00～10:00"), "2026-12-10 9:0-10:0");
  EXPECT_EQ(Hours("2026-12-10 09:00-10:00"), "2026-12-10 9:0-10:0");
  EXPECT_EQ(Hours("12月10日 9点00分至10点40分"), "2026-12-10 9:0-10:40");
  EXPECT_EQ(Hours("12月10日 23:00-24:00"), "2026-12-10 23:0-24:0");
}

TEST(LessonHours, WithoutAYearAreNearAndRatherAhead) {
  EXPECT_EQ(Hours("1月8日 9:00-10:00"), "2027-01-08 9:0-10:0");
  EXPECT_EQ(Hours("11月2日 9:00-10:00"), "2026-11-02 9:0-10:0");
  EXPECT_EQ(Hours("8月25日 9:00-10:00"), "2026-08-25 9:0-10:0");
  EXPECT_EQ(Hours("8月1日 9:00-10:00"), "2027-08-01 9:0-10:0");
}

TEST(LessonHours, ThatSayNoTimeAreRefused) {
  for (const auto* text :
       {"", "待定", "12月10日", "12月10日 9:00", "13月10日 9:00-10:00", "2月30日 9:00-10:00",
        "12月10日 10:00-9:00", "12月10日 9:00-9:00", "12月10日 25:00-26:00", "12月10日 9:60-10:00",
        "12月10日 下午3:00-4:00", "99999999999999999月1日 9:00-10:00"}) {
    EXPECT_EQ(Hours(text), "?") << text;
  }
}

struct Taken {
  std::vector<TimetableRow> rows;
  std::vector<std::string> told;
};
Taken From(std::string_view bytes) {
  Findings findings;
  Taken taken{ReadTimetable("课表.csv", bytes, kToday, kBeijing, findings), {}};
  for (const auto& f : findings) {
    taken.told.push_back(std::to_string(f.row) + " " + f.column + " " + f.key + " " + f.subject);
  }
  return taken;
}

TEST(TimetableTable, TakesTheCountysFormAsItIs) {
  const auto taken = From(
      "序号,授课类型,学科,主讲教师,地市（县区）,单位,课程名称,开课时间,学段,年级,学校排课负责人,联系方式,"
      "平台,"
      "备注\n"
      "1,录播,数学,李老师,渌口区,县一小,《分数的初步认识》,12月10日 9:00-9:40,小学,三年级,张主任,13800000000,"
      "县云课堂,带好练习本\n");
  EXPECT_THAT(taken.told, IsEmpty());
  ASSERT_EQ(taken.rows.size(), 1U);
  const auto& row = taken.rows[0];
  EXPECT_EQ(row.row, 2);
  EXPECT_EQ(row.lesson.title, "《分数的初步认识》");
  EXPECT_EQ(row.lesson.kind, "录播");
  EXPECT_EQ(row.lesson.teacher, "李老师");
  EXPECT_EQ(row.lesson.school, "县一小");
  EXPECT_EQ(row.lesson.note, "带好练习本");
  EXPECT_EQ(row.area, "渌口区");
  EXPECT_EQ(row.organiser, "张主任");
  EXPECT_EQ(row.contact, "13800000000");
  EXPECT_EQ(row.lesson.starts, *ParseRfc3339("2026-12-10T01:00:00Z"));
  EXPECT_EQ(row.lesson.ends.ms - row.lesson.starts.ms, 40 * kMinuteMs);
}

TEST(TimetableTable, EveryMistakeIsToldByRowAndColumn) {
  const auto taken = From(
      "课程名称,开课时间,资源编号\n"
      ",12月10日 9:00-10:00,\n"
      "分数,明天上午,\n"
      "分数,12月10日 9:00-10:00,没有 编号\n" +
      std::string(400, 'x') + ",12月10日 9:00-10:00,\n");
  EXPECT_THAT(taken.told,
              ElementsAre("2 课程名称 ingest.missing_field 课程名称", "3 开课时间 ingest.bad_time 明天上午",
                          "4 资源编号 ingest.bad_id 没有 编号", "5 课程名称 ingest.too_long 课程名称"));
  EXPECT_THAT(From("学科,开课时间\n数学,12月10日 9:00-10:00\n").told,
              ElementsAre("1  ingest.missing_column 课程名称"));
}

}  // namespace
}  // namespace lianxiao::center
