#include "web/technician/verdict.h"

#include <gtest/gtest.h>

#include "tests/unit/web/fake_center_view.h"
#include "tests/unit/web/fake_school_view.h"
#include "web/words/strings.h"

namespace lianxiao::web {
namespace {

BoxStatus Well() {
  auto box = SampleStatus();
  box.problems.clear();
  return box;
}

std::vector<std::string> Names(const Verdict& verdict) {
  std::vector<std::string> names;
  for (const auto& reason : verdict.reasons) names.push_back(reason.name);
  return names;
}
using List = std::vector<std::string>;

TEST(Verdict, ABoxInContactIsWell) {
  const auto verdict = Judge(Well());
  EXPECT_EQ(verdict.health, Health::kGood);
  EXPECT_TRUE(verdict.reasons.empty());
}

TEST(Verdict, ALineThatDroppedAnHourAgoIsANormalDay) {
  auto box = Well();
  box.state = SyncState::kWaiting;
  box.last_contact = box.now + -kHourMs;
  const auto verdict = Judge(box);
  EXPECT_EQ(verdict.health, Health::kGood);
  EXPECT_EQ(Names(verdict), List{"offline"});
}

TEST(Verdict, SilenceIsWorthALookAfterADayAndAHandAfterAWeek) {
  auto box = Well();
  box.last_contact = box.now + -2 * kDayMs;
  EXPECT_EQ(Judge(box).health, Health::kAttention);
  box.last_contact = box.now + -7 * kDayMs;
  EXPECT_EQ(Judge(box).health, Health::kAct);
  box.problems = {{"problem.offline", "http://10.0.3.7", box.now}};
  EXPECT_EQ(Judge(box).health, Health::kAct) << "reported and counted by the same rule";
  EXPECT_EQ(Names(Judge(box)), List{"offline"});
}

TEST(Verdict, AnUnenrolledBoxNeedsItsCode) {
  BoxStatus box;
  box.disk_free_bytes = std::int64_t{20} << 30, box.disk_total_bytes = std::int64_t{32} << 30;
  const auto verdict = Judge(box);
  EXPECT_EQ(verdict.health, Health::kAct);
  EXPECT_EQ(Names(verdict), List{"not_enrolled"});
}

TEST(Verdict, TellsOfTheDiskBeforeItIsFull) {
  auto box = Well();
  box.disk_total_bytes = std::int64_t{100} << 30;
  box.disk_free_bytes = std::int64_t{9} << 30;
  EXPECT_EQ(Names(Judge(box)), List{"disk_low"});
  box.disk_free_bytes = std::int64_t{4} << 30;
  EXPECT_EQ(Names(Judge(box)), List{"no_space"});
  box.problems = {{"problem.no_space", "", box.now}};
  EXPECT_EQ(Names(Judge(box)), List{"no_space"}) << "once is enough";
}

TEST(Verdict, ASmallDiskIsFullBelowOneGigabyte) {
  auto box = Well();
  box.disk_total_bytes = std::int64_t{8} << 30;
  box.disk_free_bytes = std::int64_t{900} << 20;
  EXPECT_EQ(Judge(box).health, Health::kAct);
}

TEST(Verdict, AWrongClockIsToldOnce) {
  auto box = Well();
  box.clock_plausible = false;
  box.problems = {{"problem.clock", "", box.now}};
  EXPECT_EQ(Names(Judge(box)), List{"clock"});
  EXPECT_EQ(Judge(box).health, Health::kAttention);
}

TEST(Verdict, TheWorstReasonComesFirst) {
  auto box = Well();
  box.problems = {{"problem.blob_corrupt", "a", box.now}, {"problem.metadata_untrusted", "b", box.now}};
  const auto verdict = Judge(box);
  EXPECT_EQ(verdict.health, Health::kAct);
  EXPECT_EQ(Names(verdict), (List{"metadata_untrusted", "blob_corrupt"}));
}

TEST(Verdict, AProblemOfANewerProgramIsShownByItsName) {
  auto box = Well();
  box.problems = {{"problem.moon_full", "tonight", box.now}};
  const auto verdict = Judge(box);
  EXPECT_EQ(verdict.health, Health::kAttention);
  ASSERT_EQ(Names(verdict), List{"unknown"});
  EXPECT_EQ(verdict.reasons[0].subject, "problem.moon_full tonight");
}

TEST(Verdict, EveryReasonSaysWhatHappenedWhatIsSafeAndWhatToDo) {
  for (const auto language : {Language::kChinese, Language::kEnglish}) {
    for (const std::string name : {"metadata_untrusted",
                                   "metadata_signature",
                                   "metadata_rollback",
                                   "metadata_expired",
                                   "metadata_too_long",
                                   "metadata_mismatch",
                                   "metadata_unreadable",
                                   "catalog_wrong",
                                   "catalog_unreadable",
                                   "blob_corrupt",
                                   "no_space",
                                   "disk_damage",
                                   "usage_waits",
                                   "lesson_late",
                                   "clock",
                                   "usage_refused",
                                   "offline",
                                   "disk_low",
                                   "not_enrolled",
                                   "unknown"}) {
      for (const std::string part : {".happened", ".safe", ".next"}) {
        EXPECT_TRUE(Strings::BuiltIn(language).Has("problem." + name + part)) << name << part;
      }
    }
  }
}

TEST(SchoolVerdict, SaysHowASchoolIsFromItsLastReport) {
  const WallTime now{1'795'219'200'000};
  SchoolRow school{.id = "a"};
  EXPECT_EQ(Judge(school, now), SchoolState::kNoBox);
  school.device = "d";
  school.enrolled = now + -kHourMs;
  EXPECT_EQ(Judge(school, now), SchoolState::kGood) << "enrolled an hour ago";
  school.last_contact = now + -2 * kDayMs;
  EXPECT_EQ(Judge(school, now), SchoolState::kAttention);
  school.last_contact = now + -8 * kDayMs;
  EXPECT_EQ(Judge(school, now), SchoolState::kAct);
  school.last_contact = now;
  school.problems = {{"problem.no_space", "", now}};
  EXPECT_EQ(Judge(school, now), SchoolState::kAct);
}

}  // namespace
}  // namespace lianxiao::web
