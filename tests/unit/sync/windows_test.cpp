// When lessons may come: windows, school hours, days out of turn, clocks.
#include "sync/plan/windows.h"

#include <gtest/gtest.h>

namespace lianxiao::sync {
namespace {

const ZoneOffset kBeijing = FixedOffset(8 * kHourMs);
constexpr std::uint8_t kMonToFri = 0b0011111;
constexpr std::uint8_t kWeekend = 0b1100000;
constexpr std::uint8_t kDaily = 0x7f;

int Clock(int hour, int minute = 0) { return hour * 60 + minute; }

// A local time in Beijing.
WallTime Local(const char* day, int hour, int minute = 0) {
  return ToWall(*ParseDay(day), (hour * 60 + minute) * kMinuteMs, kBeijing);
}

Windows Nights() { return Windows({.open = {{kDaily, Clock(22), Clock(6), 64'000}}}, kBeijing); }

TEST(LocalDay, KnowsWeekdaysAndMonthEnds) {
  EXPECT_EQ(ParseDay("2026-11-22")->Weekday(), 6);  // A Sunday.
  EXPECT_EQ(DayInMonth(*ParseDay("2027-01-31"), 31, 1).Text(), "2027-02-28");
  EXPECT_EQ(DayInMonth(*ParseDay("2027-12-05"), 5, 1).Text(), "2028-01-05");
  EXPECT_EQ(ToLocal(Local("2026-03-01", 23, 59), kBeijing).day.Text(), "2026-03-01");
}

TEST(LocalDay, RefusesWhatIsNoDay) {
  for (const auto* text :
       {"", "1969-12-31", "2026-02-30", "2026-13-01", "26-01-01", "2026-01-01 ", "2026-1-1"}) {
    const auto day = ParseDay(text);
    ASSERT_FALSE(day) << text;
    EXPECT_EQ(day.error().code, ErrorCode::kInvalid);
  }
}

TEST(Windows, WithoutAnyTheLineIsAlwaysOpen) {
  const Windows windows;
  EXPECT_EQ(windows.At(Local("2026-11-22", 12)), (Passage{true, 0, false}));
  EXPECT_FALSE(windows.NextChange(Local("2026-11-22", 12)));
}

TEST(Windows, MayCrossMidnight) {
  const auto windows = Nights();
  EXPECT_FALSE(windows.At(Local("2026-11-23", 21, 59)).open);
  EXPECT_TRUE(windows.At(Local("2026-11-23", 22)).open);
  EXPECT_TRUE(windows.At(Local("2026-11-24", 5, 59)).open);
  EXPECT_FALSE(windows.At(Local("2026-11-24", 6)).open);
  EXPECT_EQ(windows.At(Local("2026-11-24", 1)).bytes_per_second, 64'000);
}

TEST(Windows, ANightBelongsToTheDayItBeginsOn) {
  const Windows windows({.open = {{kMonToFri, Clock(22), Clock(6), 0}}}, kBeijing);
  EXPECT_TRUE(windows.At(Local("2026-11-28", 3)).open);  // Saturday, still Friday's night.
  EXPECT_FALSE(windows.At(Local("2026-11-28", 23)).open);
  EXPECT_FALSE(windows.At(Local("2026-11-23", 3)).open);  // Monday before dawn is Sunday's night.
}

TEST(Windows, SaysWhenItChangesAndOpensNext) {
  const auto windows = Nights();
  EXPECT_EQ(windows.NextChange(Local("2026-11-23", 23)), Local("2026-11-24", 6));
  EXPECT_EQ(windows.NextOpening(Local("2026-11-24", 6)), Local("2026-11-24", 22));
  EXPECT_EQ(windows.NextOpening(Local("2026-11-24", 23)), Local("2026-11-24", 23));
  EXPECT_EQ(windows.OpenSince(Local("2026-11-24", 3)), Local("2026-11-23", 22));
  EXPECT_FALSE(windows.OpenSince(Local("2026-11-24", 12)));
}

TEST(Windows, TheMostGenerousOfSeveralCounts) {
  const Windows windows({.open = {{kDaily, Clock(20), Clock(8), 10'000}, {kDaily, Clock(23), Clock(5), 0}}},
                        kBeijing);
  EXPECT_EQ(windows.At(Local("2026-11-23", 21)).bytes_per_second, 10'000);
  EXPECT_EQ(windows.At(Local("2026-11-24", 1)).bytes_per_second, 0);
  EXPECT_EQ(windows.NextChange(Local("2026-11-23", 21)), Local("2026-11-23", 23));
}

TEST(Windows, NothingComesInSchoolHoursWhereSoRuled) {
  const Windows windows({.school = {{kMonToFri, Clock(8), Clock(17), 0}}, .in_school = InSchool::kNever},
                        kBeijing);
  EXPECT_FALSE(windows.At(Local("2026-11-23", 10)).open);
  EXPECT_TRUE(windows.At(Local("2026-11-23", 10)).in_school);
  EXPECT_TRUE(windows.At(Local("2026-11-23", 17)).open);
  EXPECT_TRUE(windows.At(Local("2026-11-22", 10)).open);  // Sunday.
}

TEST(Windows, SchoolHoursMayHaveACapOfTheirOwn) {
  const Windows windows({.open = {{kDaily, 0, kDayMinutes, 50'000}},
                         .school = {{kMonToFri, Clock(8), Clock(17), 0}},
                         .in_school = InSchool::kCapped,
                         .school_bytes_per_second = 8'000},
                        kBeijing);
  EXPECT_EQ(windows.At(Local("2026-11-23", 10)).bytes_per_second, 8'000);
  EXPECT_EQ(windows.At(Local("2026-11-23", 18)).bytes_per_second, 50'000);
}

TEST(Windows, AHolidayIsASundayAndAMakeUpDayAMonday) {
  const WindowRules rules{.open = {{kMonToFri, Clock(22), Clock(6), 0}, {kWeekend, 0, kDayMinutes, 0}},
                          .school = {{kMonToFri, Clock(8), Clock(17), 0}},
                          .in_school = InSchool::kNever,
                          .holidays = {*ParseDay("2026-10-01")},      // A Thursday.
                          .school_days = {*ParseDay("2026-10-10")}};  // A Saturday.
  const Windows windows(rules, kBeijing);
  EXPECT_TRUE(windows.At(Local("2026-10-01", 10)).open);
  EXPECT_FALSE(windows.At(Local("2026-10-01", 10)).in_school);
  EXPECT_FALSE(windows.At(Local("2026-10-10", 10)).open);
  EXPECT_TRUE(windows.At(Local("2026-10-10", 10)).in_school);
  EXPECT_TRUE(windows.At(Local("2026-10-10", 22)).open);  // A Monday's night, into the Sunday.
}

TEST(Windows, AClosedDayIsClosedFromMidnightToMidnight) {
  const Windows windows({.open = {{kDaily, Clock(22), Clock(6), 0}}, .closed = {*ParseDay("2027-06-07")}},
                        kBeijing);
  EXPECT_TRUE(windows.At(Local("2027-06-06", 23, 59)).open);
  EXPECT_FALSE(windows.At(Local("2027-06-07", 0)).open);
  EXPECT_FALSE(windows.At(Local("2027-06-07", 23)).open);
  // Nothing begins on a closed day, so its night does not reach into the next.
  EXPECT_EQ(windows.NextOpening(Local("2027-06-07", 0)), Local("2027-06-08", 22));
}

TEST(Windows, CountsTheBytesThatCanPass) {
  const auto windows = Nights();
  // Two nights of eight hours at 64 kB/s; the line itself would carry more.
  EXPECT_EQ(windows.BytesBetween(Local("2026-11-23", 12), Local("2026-11-25", 12), 1'000'000),
            2 * 8 * 3'600 * 64'000LL);
  // A slower line is what counts.
  EXPECT_EQ(windows.BytesBetween(Local("2026-11-23", 12), Local("2026-11-24", 0), 1'000),
            2 * 3'600 * 1'000LL);
  EXPECT_EQ(windows.BytesBetween(Local("2026-11-23", 12), Local("2026-11-23", 12), 1'000), 0);
}

TEST(Windows, ThatNeverOpenSaySo) {
  WindowRules rules{.open = {{0, Clock(1), Clock(2), 0}}};  // On no day at all.
  const Windows windows(rules, kBeijing);
  EXPECT_FALSE(windows.NextOpening(Local("2026-11-23", 12)));
}

// Half of the box's life in a zone whose clocks jump; no moment may be skipped or doubled, no loop without
// end.
TEST(Windows, GoThroughAChangeOfTheClocks) {
  const WallTime jump = *ParseRfc3339("2026-10-25T01:00:00Z");
  const ZoneOffset zone = [jump](WallTime at) { return at < jump ? 2 * kHourMs : kHourMs; };
  const Windows windows({.open = {{kDaily, Clock(2, 30), Clock(4), 0}}}, zone);
  std::int64_t covered = 0;
  WallTime before = jump + -kDayMs;
  for (const auto& stretch : windows.Stretches(before, jump + kDayMs)) {
    EXPECT_EQ(stretch.from, before);
    EXPECT_LT(stretch.from, stretch.until);
    before = stretch.until;
    covered += stretch.until.ms - stretch.from.ms;
  }
  EXPECT_EQ(covered, 2 * kDayMs);
}

}  // namespace
}  // namespace lianxiao::sync
