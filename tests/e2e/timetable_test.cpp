// The county's timetable, from the table that was handed in to the lesson that is there before its hour.
#include <gmock/gmock.h>

#include "tests/e2e/world.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

using testing::HasSubstr;

class Timetable : public World {
 protected:
  // The row of a lesson that begins in so many minutes, by this machine's clock, which is the county's too.
  static std::string Row(const std::string& title, std::int64_t in_minutes) {
    const auto at = [](std::int64_t minutes, const char* form) {
      const std::time_t when = std::time(nullptr) + minutes * 60;
      std::tm local{};
      ::localtime_r(&when, &local);
      char text[64];
      std::strftime(text, sizeof text, form, &local);
      return std::string(text);
    };
    // A lesson does not go on over midnight.
    const bool late = at(in_minutes, "%d") != at(in_minutes + 40, "%d");
    const auto end = late ? std::string("24:00") : at(in_minutes + 40, "%H:%M");
    return "录播,数学," + title + "," + at(in_minutes, "%Y-%m-%d %H:%M") + "-" + end + "\n";
  }
};

TEST_F(Timetable, WhatTheCountyPlansIsFetchedAndShownWithItsHour) {
  PublishSamples();
  center_.Start();
  const auto school = EnrolledSchool();
  const auto file = folder_.path() + "/w49.csv";
  WriteFile(file, "授课类型,学科,课程名称,开课时间\n" + Row("分数的初步认识", 60) + Row("没有的课", 120));
  const auto put = center_.Command({"timetable", "put", "w49", file, "--school", "shiyangtang"});
  ASSERT_EQ(put.exit_code, 0) << put.err;
  EXPECT_THAT(put.out, HasSubstr("没有的课"));  // Nothing of that title is published.
  EXPECT_THAT(center_.Command({"timetable", "list"}).out, HasSubstr("w49"));
  EXPECT_THAT(center_.Command({"timetable", "show", "w49"}).out, HasSubstr("sx-3s-fenshu-renshi"));

  ASSERT_TRUE(school->WaitUntilComplete(kSyncMs)) << school->Status().dump(1);
  school->SyncNow();
  const auto lessons = [&] { return school->Get("/api/v1/timetable?days=2").at("lessons"); };
  ASSERT_TRUE(WaitUntil([&] { return lessons().size() == 2; }, kSoonMs)) << school->log();
  EXPECT_EQ(lessons()[0].at("resource"), "sx-3s-fenshu-renshi");
  EXPECT_EQ(lessons()[0].at("state"), "ready");
  EXPECT_EQ(lessons()[1].at("state"), "none");
  // Late on a Sunday, in an hour is next week.
  const auto weeks = HttpGet(school->url() + "/week").body + HttpGet(school->url() + "/week?of=1").body;
  EXPECT_THAT(weeks, HasSubstr("/r/sx-3s-fenshu-renshi"));

  // It stays while the county is away, and goes when it is taken back.
  center_.Stop();
  school->Stop();
  school->Start();
  EXPECT_EQ(lessons().size(), 2U);
  center_.Start();
  ASSERT_EQ(center_.Command({"timetable", "remove", "w49"}).exit_code, 0);
  school->SyncNow();
  EXPECT_TRUE(WaitUntil([&] { return lessons().empty(); }, kSoonMs)) << school->log();

  const auto wrong = folder_.path() + "/wrong.csv";
  WriteFile(wrong, "课程名称,开课时间\n分数,明天\n");
  const auto refused = center_.Command({"timetable", "put", "w50", wrong});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("明天"));
}

TEST_F(Timetable, ALessonOnTheTimetableStandsInTheQueueWithItsHour) {
  PublishSamples();
  center_.Start();
  // Nothing is fetched for twelve hours, so the queue stays to be looked at.
  const std::time_t far = std::time(nullptr) + 12 * 3'600;
  std::tm local{};
  ::localtime_r(&far, &local);
  char hour[8];
  std::strftime(hour, sizeof hour, "%H", &local);
  const auto windows = "[sync.windows]\nopen = [\"daily " + std::string(hour) + ":00-" + hour +
                       ":01\"]\noutside = \"urgent\"\n";
  const auto file = folder_.path() + "/w49.csv";
  WriteFile(file, "授课类型,学科,课程名称,开课时间\n" + Row("分数的初步认识", 60));
  ASSERT_EQ(center_.Command({"timetable", "put", "w49", file}).exit_code, 0);
  const auto school = EnrolledSchool(kQuickRounds + windows);
  const auto waiting = [&] {
    school->SyncNow();
    const auto queue = school->Get("/api/v1/queue");
    for (const auto& lesson : queue.at("lessons")) {
      if (lesson.at("rank") == "timetable") return lesson;
    }
    return nlohmann::json::object();
  };
  ASSERT_TRUE(WaitUntil([&] { return !waiting().empty(); }, kSyncMs))
      << school->Get("/api/v1/queue").dump(1) << school->log();
  EXPECT_EQ(waiting().at("resource"), "sx-3s-fenshu-renshi");
  EXPECT_TRUE(waiting().at("needed_by").is_string());
  EXPECT_EQ(waiting().at("promise"), "too_late");
  // It will not be here in time, and the page says so days or hours ahead.
  EXPECT_EQ(school->Get("/api/v1/timetable").at("lessons")[0].at("state"), "late");
}

}  // namespace
}  // namespace lianxiao::test
