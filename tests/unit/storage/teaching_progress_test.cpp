// Teaching progress: weeks of a term, units of a week, and which lessons that asks for.
#include <gmock/gmock.h>

#include "storage/base/digest.h"
#include "storage/teaching/term.h"
#include "storage/teaching/week_units.h"
#include "tests/unit/storage/box.h"

namespace lianxiao::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

LocalDay Day(const char* text) { return *ParseDay(text); }
const ZoneOffset kChina = FixedOffset(8 * kHourMs);
WallTime Noon(const char* day) { return ToWall(Day(day), 12 * kHourMs, kChina); }

TEST(Term, BeginsOnTheFirstMondayOfSeptemberAndTheMondayAfterTheFifteenthOfFebruary) {
  EXPECT_EQ(TermStart(Day("2026-10-01"), {}).Text(), "2026-09-07");
  EXPECT_EQ(TermStart(Day("2026-09-06"), {}).Text(), "2026-09-07");  // Teachers plan before it begins.
  EXPECT_EQ(TermStart(Day("2027-01-20"), {}).Text(), "2026-09-07");
  EXPECT_EQ(TermStart(Day("2027-03-01"), {}).Text(), "2027-02-22");  // The 15th was a Monday itself.
  EXPECT_EQ(TermStart(Day("2026-07-10"), {}).Text(), "2026-02-16");
  EXPECT_EQ(TermStart(Day("2026-12-31"), {}).Text(), "2026-09-07");
}

TEST(Term, ADaySetByTheSchoolCountsForItsTermOnly) {
  const auto set = Day("2026-09-02");  // A Wednesday.
  EXPECT_EQ(TermStart(Day("2026-10-01"), set).Text(), "2026-08-31");
  EXPECT_EQ(TermStart(Day("2027-03-01"), set).Text(), "2027-02-22");
  EXPECT_EQ(TermStart(Day("2026-10-01"), Day("2025-09-08")).Text(), "2026-09-07");
}

TEST(Term, WeeksAreCountedFromItsFirstMonday) {
  const auto start = Day("2026-09-07");
  EXPECT_EQ(WeekOf(Day("2026-09-07"), start), 1);
  EXPECT_EQ(WeekOf(Day("2026-09-13"), start), 1);
  EXPECT_EQ(WeekOf(Day("2026-09-14"), start), 2);
  EXPECT_EQ(WeekOf(Day("2026-09-06"), start), 0);
  EXPECT_EQ(WeekOf(Day("2026-08-30"), start), -1);
}

TEST(ClassPlan, UnitsFollowEachOtherAndOneCanBeLongerOrLeftOut) {
  ClassPlan plan{.number = 1, .class_name = "三年级1班"};
  plan.first_week = 3;
  plan.weeks = {{"二", 0}, {"三", 4}};
  const auto units = SpreadUnits(plan, {"一", "二", "三", "四"});
  EXPECT_TRUE(units[0].IsIn(3) && units[0].IsIn(4) && !units[0].IsIn(5) && !units[0].IsIn(2));
  EXPECT_FALSE(units[1].IsIn(5));
  EXPECT_TRUE(units[2].IsIn(5) && units[2].IsIn(8));
  EXPECT_EQ(units[3].first_week, 9);
}

class TeachingProgress : public Box {
 protected:
  void AddLesson(const std::string& id, const std::string& grade, const std::string& unit) {
    formats::Resource lesson;
    lesson.id = id;
    lesson.version = 1;
    lesson.title = id;
    lesson.stage = "小学", lesson.grade = grade, lesson.subject = "数学", lesson.unit = unit;
    lesson.edition = "人教版", lesson.volume = "上册", lesson.type = "录播课";
    formats::File file;
    file.path = "main.mp4", file.media_type = "video/mp4", file.size_bytes = 3, file.blob = HashOf(id);
    lesson.files = {file};
    lessons_.push_back(lesson);
    ASSERT_TRUE(catalog_.ReplaceShard("s", Sha256Hex(std::to_string(lessons_.size())), lessons_));
  }
  ClassPlan Plan(const std::string& name = "三年级1班") {
    ClassPlan plan{.number = 0, .class_name = name};
    plan.book.stage = "小学", plan.book.grade = "三年级", plan.book.subject = "数学";
    plan.book.edition = "人教版", plan.book.volume = "上册";
    return plan;
  }
  std::vector<std::string> UnitsIn(const char* day) {
    std::vector<std::string> units;
    const auto found = now_.InWeekOf(Noon(day));
    EXPECT_TRUE(found) << found.error().message;
    for (const auto& one : *found) units.push_back(one.unit.unit);
    return units;
  }
  std::vector<std::string> DueOn(const char* day, std::int64_t ahead_days) {
    std::vector<std::string> ids;
    const auto found = now_.Due(Noon(day), ahead_days * kDayMs);
    EXPECT_TRUE(found) << found.error().message;
    for (const auto& [id, when] : *found) ids.push_back(id);
    return ids;
  }

  std::vector<formats::Resource> lessons_;
  Catalog catalog_{*journal};
  ClassPlans plans_{*journal};
  WeekUnits now_{plans_, catalog_, kChina};
};

TEST_F(TeachingProgress, TheWeeksUnitIsFoundInTheTextbook) {
  AddLesson("a", "三年级", "第一单元");
  AddLesson("b", "三年级", "第二单元");
  AddLesson("c", "四年级", "第一单元");
  ASSERT_TRUE(plans_.Add(Plan()));
  EXPECT_THAT(UnitsIn("2026-09-06"), IsEmpty());
  EXPECT_THAT(UnitsIn("2026-09-07"), ElementsAre("第一单元"));
  EXPECT_THAT(UnitsIn("2026-09-20"), ElementsAre("第一单元"));
  EXPECT_THAT(UnitsIn("2026-09-21"), ElementsAre("第二单元"));
  EXPECT_THAT(UnitsIn("2026-10-05"), IsEmpty());
  ASSERT_TRUE(plans_.SetTermStart(Day("2026-09-14")));
  EXPECT_THAT(UnitsIn("2026-09-21"), ElementsAre("第一单元"));
  ASSERT_TRUE(plans_.SetTermStart(std::nullopt));
  EXPECT_THAT(UnitsIn("2026-09-21"), ElementsAre("第二单元"));
}

TEST_F(TeachingProgress, PlusAndMinusMoveWhatComesAfter) {
  AddLesson("a", "三年级", "第一单元");
  AddLesson("b", "三年级", "第二单元");
  const auto plan = plans_.Add(Plan());
  ASSERT_TRUE(plan);
  ASSERT_TRUE(plans_.ChangeWeeks(*plan, "第一单元", -1));
  EXPECT_THAT(UnitsIn("2026-09-14"), ElementsAre("第二单元"));
  ASSERT_TRUE(plans_.ShiftStart(*plan, 1));
  EXPECT_THAT(UnitsIn("2026-09-14"), ElementsAre("第一单元"));
  ASSERT_TRUE(plans_.ShiftStart(*plan, -5));  // Never before the first week.
  EXPECT_EQ(plans_.All()->front().first_week, 1);
  ASSERT_TRUE(plans_.ChangeWeeks(*plan, "第一单元", -5));
  EXPECT_EQ(plans_.All()->front().weeks.at("第一单元"), 0);
  ASSERT_TRUE(plans_.ChangeWeeks(*plan, "第一单元", 99));
  EXPECT_EQ(plans_.All()->front().weeks.at("第一单元"), kMostUnitWeeks);
  EXPECT_EQ(plans_.ChangeWeeks(99, "第一单元", 1).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(plans_.Remove(*plan));
  EXPECT_THAT(UnitsIn("2026-09-14"), IsEmpty());
}

TEST_F(TeachingProgress, LessonsOfAUnitAreDueOnTheMondayItBegins) {
  AddLesson("a", "三年级", "第一单元");
  AddLesson("b", "三年级", "第二单元");
  AddLesson("c", "三年级", "第三单元");
  ASSERT_TRUE(plans_.Add(Plan()));
  EXPECT_THAT(DueOn("2026-09-09", 14), ElementsAre("a", "b"));
  EXPECT_THAT(DueOn("2026-09-09", 3), ElementsAre("a"));
  EXPECT_THAT(DueOn("2026-09-21", 3), ElementsAre("b"));  // The first is over.
  const auto due = now_.Due(Noon("2026-09-09"), 14 * kDayMs);
  EXPECT_EQ(ToRfc3339(due->at("b").needed_by), "2026-09-20T16:00:00Z");  // Midnight in China.
  EXPECT_EQ(due->at("b").expires, due->at("b").needed_by + 14 * kDayMs);
}

TEST_F(TeachingProgress, WhereTwoClassesAskTheEarlierCounts) {
  AddLesson("a", "三年级", "第一单元");
  auto later = Plan("三年级2班");
  later.first_week = 2;
  ASSERT_TRUE(plans_.Add(later));
  ASSERT_TRUE(plans_.Add(Plan()));
  EXPECT_EQ(ToRfc3339(now_.Due(Noon("2026-09-09"), 14 * kDayMs)->at("a").needed_by), "2026-09-06T16:00:00Z");
}

TEST_F(TeachingProgress, WhatIsWrongIsNamedAndItSurvivesTheProgramsEnd) {
  auto plan = Plan("");
  EXPECT_THAT(plans_.Add(plan).error().message, testing::StartsWith("teaching.class_name_form"));
  plan = Plan();
  plan.book.subject.clear();
  EXPECT_THAT(plans_.Add(plan).error().message, testing::StartsWith("teaching.book_form"));
  plan = Plan();
  plan.weeks_each = 0;
  EXPECT_THAT(plans_.Add(plan).error().message, testing::StartsWith("teaching.weeks_form"));
  for (int n = 0; n < kMostClassPlans; ++n) ASSERT_TRUE(plans_.Add(Plan()));
  EXPECT_THAT(plans_.Add(Plan()).error().message, testing::StartsWith("teaching.too_many_plans"));
  OpenJournal();
  EXPECT_EQ(ClassPlans(*journal).All()->size(), static_cast<std::size_t>(kMostClassPlans));
}

}  // namespace
}  // namespace lianxiao::storage
