#include "web/words/text.h"

#include <gtest/gtest.h>

namespace lianxiao::web {
namespace {

const Strings& Chinese() { return Strings::BuiltIn(Language::kChinese); }
const Strings& English() { return Strings::BuiltIn(Language::kEnglish); }

// Thursday 2026-12-10 in Hunan, where clocks are eight hours ahead of UTC.
constexpr std::int64_t kBeijing = 480;
WallTime At(std::string_view utc) { return *ParseRfc3339(utc); }
const WallTime kNow = At("2026-12-10T02:00:00Z");  // 10:00 there.

Text InChinese() { return Text(Chinese(), FixedZone(kBeijing)); }
Text InEnglish() { return Text(English(), FixedZone(kBeijing)); }

TEST(Text, SaysTimesNearbyAsPeopleDo) {
  const auto text = InChinese();
  EXPECT_EQ(text.Moment(At("2026-12-10T06:20:00Z"), kNow), "今天 14:20");
  EXPECT_EQ(text.Moment(At("2026-12-09T06:20:00Z"), kNow), "昨天 14:20");
  EXPECT_EQ(text.Moment(At("2026-12-11T01:05:00Z"), kNow), "明天 09:05");
  EXPECT_EQ(text.Moment(At("2026-12-14T01:05:00Z"), kNow), "星期一 09:05");
  EXPECT_EQ(text.Moment(At("2026-12-24T01:05:00Z"), kNow), "12月24日 09:05");
  EXPECT_EQ(text.Moment(At("2027-01-24T01:05:00Z"), kNow), "2027年1月24日 09:05");
  EXPECT_EQ(InEnglish().Moment(At("2026-12-24T01:05:00Z"), kNow), "24 December, 09:05");
}

// 23:30 and 00:30 there are the same day in UTC.
TEST(Text, MidnightIsThatOfTheSchoolAndNotOfGreenwich) {
  const auto late = At("2026-12-10T15:30:00Z");
  EXPECT_EQ(InChinese().Moment(At("2026-12-10T16:30:00Z"), late), "明天 00:30");
}

TEST(Text, AShortMomentLeavesTodayOut) {
  EXPECT_EQ(InChinese().ShortMoment(At("2026-12-10T06:20:00Z"), kNow), "14:20");
  EXPECT_EQ(InChinese().ShortMoment(At("2026-12-11T06:20:00Z"), kNow), "明天 14:20");
}

TEST(Text, ABoxThatWokeIn1970StillTellsATime) {
  EXPECT_EQ(InChinese().Moment(WallTime{-1}, WallTime{0}), "今天 07:59");
  EXPECT_EQ(InChinese().Today(WallTime{0}), "1月1日 星期四");
}

TEST(Text, DatesCarryWeekdayOrYear) {
  EXPECT_EQ(InChinese().Today(kNow), "12月10日 星期四");
  EXPECT_EQ(InEnglish().Today(kNow), "Thursday, 10 December");
  EXPECT_EQ(InChinese().Date(kNow), "2026年12月10日");
}

TEST(Text, SaysHowLongAgo) {
  const auto text = InChinese();
  EXPECT_EQ(text.Ago(kNow + -20 * kSecondMs, kNow), "刚刚");
  EXPECT_EQ(text.Ago(kNow + -5 * kMinuteMs, kNow), "5 分钟前");
  EXPECT_EQ(text.Ago(kNow + -3 * kHourMs, kNow), "3 小时前");
  EXPECT_EQ(text.Ago(kNow + -9 * kDayMs, kNow), "9 天前");
  EXPECT_EQ(InEnglish().Ago(kNow + -1 * kDayMs, kNow), "1 day ago");
  EXPECT_EQ(text.Ago(kNow + kHourMs, kNow), "今天 11:00") << "a clock that was set back";
}

TEST(Text, SizesStepAtWhatAPersonReads) {
  const auto text = InChinese();
  EXPECT_EQ(text.Size(-3), "0 字节");
  EXPECT_EQ(text.Size(1'023), "1,023 字节");
  EXPECT_EQ(text.Size(50 << 10), "50 KB");
  EXPECT_EQ(text.Size(210 << 20), "210 兆");
  EXPECT_EQ(text.Size((3 << 20) + (200 << 10)), "3.2 兆");
  EXPECT_EQ(text.Size(1'010 << 20), "1 GB");
  EXPECT_EQ(text.Size((std::int64_t{3} << 30) / 2), "1.5 GB");
  EXPECT_EQ(text.Rate(96 << 10), "每秒 96 KB");
}

TEST(Text, LengthsRoundToMinutes) {
  const auto text = InChinese();
  EXPECT_EQ(text.Length(40), "40 秒");
  EXPECT_EQ(text.Length(502), "8 分钟");
  EXPECT_EQ(text.Length(3'600), "1 小时");
  EXPECT_EQ(text.Length(3'900), "1 小时 5 分钟");
}

TEST(Text, SaysWhatRemains) {
  const auto text = InChinese();
  EXPECT_EQ(text.Remaining(kNow, kNow), "马上就好");
  EXPECT_EQ(text.Remaining(kNow + 12 * kMinuteMs, kNow), "还要约 12 分钟");
  EXPECT_EQ(text.Remaining(kNow + 2 * kHourMs, kNow), "还要约 2 小时");
  EXPECT_EQ(text.Remaining(kNow + 3 * kDayMs, kNow), "还要约 3 天");
}

TEST(Percent, IsNeitherDoneTooEarlyNorNothingTooLong) {
  EXPECT_EQ(Percent(0, 100), 0);
  EXPECT_EQ(Percent(1, 1'000'000), 1);
  EXPECT_EQ(Percent(999'999, 1'000'000), 99);
  EXPECT_EQ(Percent(100, 100), 100);
  EXPECT_EQ(Percent(5, 0), 0);
  EXPECT_EQ(Percent(std::int64_t{1} << 61, std::int64_t{1} << 62), 50);
}

}  // namespace
}  // namespace lianxiao::web
