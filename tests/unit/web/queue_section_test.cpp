// Why each lesson waits and when it comes, on the technician's page and as JSON.
#include "web/technician/queue_section.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/page_fixture.h"

namespace lianxiao::web {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(QueueSection, SaysWhyEachLessonWaitsAndWhenItComes) {
  School school;
  const auto page = school.Page("/status");
  EXPECT_THAT(page, HasSubstr("不在送课的时段"));
  EXPECT_THAT(page, HasSubstr("Unit 3 听力"));
  EXPECT_THAT(page, HasSubstr("多半"));
  EXPECT_THAT(page, HasSubstr("赶不上，请用U盘送来"));
  EXPECT_THAT(page, HasSubstr("先送小一些的版本"));
  EXPECT_THAT(page, HasSubstr("本期流量"));
}

TEST(QueueSection, WithNothingInTheQueueOnlyTheLineIsToldOf) {
  School school;
  school.view.queue = {};
  const auto page = school.Page("/status");
  EXPECT_THAT(page, HasSubstr("现在可以送课"));
  EXPECT_THAT(page, Not(HasSubstr("赶不上")));
  EXPECT_THAT(page, Not(HasSubstr("本期流量")));
}

TEST(QueueSection, ShowsTheFirstAndCountsTheRest) {
  School school;
  const auto lesson = school.view.queue.lessons.front();
  school.view.queue.lessons.assign(100, lesson);
  school.view.queue.total = 120;
  EXPECT_THAT(school.Page("/status"), HasSubstr("后面还有 100 个"));
}

TEST(QueueSection, SaysWhyTheCountyWasOutOfReachAndWhatToLookAt) {
  School school;
  EXPECT_THAT(school.Page("/status"), Not(HasSubstr("联系不上县里是")));
  school.view.queue.line.cut = "page";
  school.view.queue.line.cut_words = "a web page came <instead>";
  school.view.queue.line.cut_at = WallTime{1'795'219'100'000};
  const auto page = school.Page("/status");
  EXPECT_THAT(page, HasSubstr("联系不上县里是"));
  EXPECT_THAT(page, HasSubstr("要先登录才能上网"));
  EXPECT_THAT(page, HasSubstr("a web page came &lt;instead&gt;"));
}

TEST(QueueSection, EveryKindOfCutHasItsSentenceInBothLanguages) {
  const WallTime now{1'795'219'200'000};
  for (const auto language : {Language::kChinese, Language::kEnglish}) {
    const auto& words = Strings::BuiltIn(language);
    const Text text(words, FixedZone(480));
    const auto other = CutWords(words, text, "of a newer engine", now, now);
    EXPECT_EQ(other, CutWords(words, text, "other", now, now));
    for (const auto* cut : {"name", "connect", "silent", "broken", "page", "busy", "proof"}) {
      EXPECT_NE(CutWords(words, text, cut, now, now), other) << cut;
    }
  }
}

TEST(QueueSection, EveryReasonHasItsSentenceInBothLanguages) {
  const WallTime now{1'795'219'200'000};
  for (const auto language : {Language::kChinese, Language::kEnglish}) {
    const auto& words = Strings::BuiltIn(language);
    const Text text(words, FixedZone(480));
    for (const auto* why :
         {"moving", "behind", "window", "own_turn", "quota", "no_space", "peer_offline", "no_source"}) {
      const auto plain = WhyWords(words, text, why, std::nullopt, now);
      EXPECT_FALSE(plain.empty()) << why;
      EXPECT_THAT(plain, Not(HasSubstr("waits."))) << why;
      EXPECT_THAT(WhyWords(words, text, why, now + kHourMs, now), Not(HasSubstr("{"))) << why;
    }
    for (const auto* promise : {"none", "in_time", "at_risk", "too_late"}) {
      EXPECT_TRUE(words.Has(std::string("waits.promise.") + promise));
    }
  }
}

}  // namespace
}  // namespace lianxiao::web
