// The rules of the line as people write them.
#include "sync/plan/plan_text.h"

#include <gtest/gtest.h>

namespace lianxiao::sync {
namespace {

TEST(PlanText, ReadsWindows) {
  EXPECT_EQ(*ParseWindow("mon-fri 22:00-06:00"), (Window{0b0011111, 22 * 60, 6 * 60, 0}));
  EXPECT_EQ(*ParseWindow("sat,sun 00:00-24:00 512 kbit/s"), (Window{0b1100000, 0, 1440, 64'000}));
  EXPECT_EQ(*ParseWindow("daily 12:30-13:00"), (Window{0x7f, 750, 780, 0}));
  EXPECT_EQ(ParseWindow("sat-mon 01:00-02:00")->days, 0b1100001);
  EXPECT_EQ(ParseWindow("wed,fri-sat 01:00-02:00")->days, 0b0110100);
}

TEST(PlanText, RefusesWhatIsNoWindowWithAnExample) {
  for (const auto* text : {"",
                           " ",
                           "mon",
                           "mon 22:00",
                           "mon 22:00-",
                           "mon 22:00-22:00",
                           "mon 24:00-06:00",
                           "mon 22:00-24:01",
                           "mon 2:00-6:00",
                           "mon 22:60-23:00",
                           "mon 22:00-06:00 ",
                           "mon 22:00-06:00 fast",
                           "mon 22:00-06:00 0 kbit/s",
                           "mon 22:00-06:00 9 kbit/s x",
                           "mon 22:00-06:00 512 kB/s",
                           "mon 22:00-06:00 -5 kbit/s",
                           "monday 22:00-06:00",
                           "mon- 22:00-06:00x",
                           "mon,,tue 22:00-06:00",
                           "mon 22:00-06:00 99999999999999999999 kbit/s",
                           "mon  22:00-06:00",
                           "mon 22:00-06:00-07:00"}) {
    const auto window = ParseWindow(text);
    ASSERT_FALSE(window) << text;
    EXPECT_EQ(window.error().code, ErrorCode::kInvalid);
    EXPECT_NE(window.error().message.find("mon-fri 22:00-06:00 512 kbit/s"), std::string::npos);
  }
}

TEST(PlanText, ReadsDays) {
  EXPECT_EQ(ParseDays("2026-10-01")->size(), 1U);
  const auto week = *ParseDays("2026-10-01..2026-10-07");
  ASSERT_EQ(week.size(), 7U);
  EXPECT_EQ(week.back().Text(), "2026-10-07");
}

TEST(PlanText, RefusesWhatIsNoSpanOfDays) {
  for (const auto* text : {"", "..", "2026-10-01..", "..2026-10-01", "2026-10-07..2026-10-01", "2026-10-32",
                           "2020-01-01..2026-01-01", "2026-10-01..2026-10-02..2026-10-03"}) {
    EXPECT_FALSE(ParseDays(text)) << text;
  }
}

TEST(PlanText, KnowsItsWords) {
  EXPECT_EQ(*ParseInSchool("never"), InSchool::kNever);
  EXPECT_EQ(*ParseOutside("urgent"), Outside::kUrgent);
  EXPECT_FALSE(ParseInSchool("sometimes"));
  EXPECT_FALSE(ParseOutside(""));
}

}  // namespace
}  // namespace lianxiao::sync
