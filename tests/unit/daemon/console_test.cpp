#include "daemon/console.h"

#include <gtest/gtest.h>

#include "daemon/clock_quality.h"

namespace lianxiao::daemon {
namespace {

TEST(Language, IsChineseUnlessTheTerminalAsksForAnother) {
  EXPECT_EQ(LanguageOf("", "", ""), web::Language::kChinese);
  EXPECT_EQ(LanguageOf("", "", "C.UTF-8"), web::Language::kChinese);
  EXPECT_EQ(LanguageOf("", "", "zh_CN.UTF-8"), web::Language::kChinese);
  EXPECT_EQ(LanguageOf("", "", "en_US.UTF-8"), web::Language::kEnglish);
  EXPECT_EQ(LanguageOf("zh_CN.UTF-8", "", "en_US.UTF-8"), web::Language::kChinese);
}

TEST(KeyOf, FindsTheKeyInFrontOfAMessage) {
  EXPECT_EQ(KeyOf("enrol.code_used: another box has it"), "enrol.code_used");
  EXPECT_EQ(KeyOf("open journal: disk I/O error"), "");
  EXPECT_EQ(KeyOf("no colon"), "");
}

TEST(ClockQuality, AClockBeforeWhatIsKnownIsUnset) {
  const WallTime known{1'795'000'000'000};
  EXPECT_EQ(Judge(WallTime{0}, known, true), formats::ClockQuality::kUnset);
  EXPECT_EQ(Judge(known, known, false), formats::ClockQuality::kFree);
  EXPECT_EQ(Judge(known + kDayMs, known, true), formats::ClockQuality::kSynchronized);
}

}  // namespace
}  // namespace lianxiao::daemon
