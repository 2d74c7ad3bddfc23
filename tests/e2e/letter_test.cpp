// What the county tells a school, from the command line at the county to the page in the classroom.
#include <gmock/gmock.h>

#include "tests/e2e/world.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Letter : public World {
 protected:
  Finished County(std::vector<std::string> arguments) const {
    std::vector<std::string> all{places_.bin + "/lianxiao", "center"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    all.insert(all.end(), {"--center", center_.folder()});
    return test::Run(all);
  }
  static std::string Home(const SchoolProgram& school) { return HttpGet(school.url() + "/").body; }
};

TEST_F(Letter, ANoticeOfTheCountyIsOnTheClassroomsFirstPageUntilItIsTakenBack) {
  PublishSamples();
  center_.Start();
  const auto school = EnrolledSchool();
  ASSERT_TRUE(school->WaitUntilComplete(kSyncMs)) << school->Status().dump(1);
  const auto sent =
      County({"notice", "shiyangtang", "--text", "星期五下午停电，请提前下课", "--until", "2099-12-01"});
  ASSERT_EQ(sent.exit_code, 0) << sent.err;
  ASSERT_EQ(County({"notice", "all", "--text", "全县换课表", "--until", "2099-12-01"}).exit_code, 0);
  EXPECT_THAT(County({"notices"}).out, HasSubstr("全县换课表"));
  school->SyncNow();
  ASSERT_TRUE(WaitUntil([&] { return Home(*school).find("星期五下午停电") != std::string::npos; }, kSoonMs))
      << school->log() << center_.log();
  EXPECT_THAT(Home(*school), HasSubstr("全县换课表"));

  ASSERT_EQ(County({"notice", "--end", "1"}).exit_code, 0);
  school->SyncNow();
  ASSERT_TRUE(WaitUntil([&] { return Home(*school).find("星期五下午停电") == std::string::npos; }, kSoonMs));
  EXPECT_THAT(Home(*school), HasSubstr("全县换课表"));

  // A school that is not there, a day that is over: refused with what to do.
  const auto nowhere = County({"notice", "nowhere", "--text", "t", "--until", "2099-12-01"});
  EXPECT_EQ(nowhere.exit_code, 1);
  EXPECT_THAT(nowhere.err, HasSubstr("school.unknown"));
  EXPECT_EQ(County({"notice", "all", "--text", "t", "--until", "2020-01-01"}).exit_code, 1);
  EXPECT_EQ(County({"follow", "shiyangtang"}).exit_code, 1);

  // It stays in force while the county cannot be reached, and over a restart.
  center_.Stop();
  school->Stop();
  school->Start();
  EXPECT_THAT(Home(*school), HasSubstr("全县换课表"));
}

TEST_F(Letter, WhatTheCountyAsksToBeRecheckedIsMended) {
  PublishSamples();
  center_.Start();
  const auto school = EnrolledSchool();
  ASSERT_TRUE(school->WaitUntilComplete(kSyncMs)) << school->Status().dump(1);
  const auto found = test::Run({"find", school->folder() + "/library/blobs", "-type", "f", "-size", "+10k"});
  ASSERT_EQ(found.exit_code, 0);
  const auto path = found.out.substr(0, found.out.find('\n'));
  ASSERT_FALSE(path.empty());
  const auto good = ReadFile(path);
  auto bad = good;
  bad[bad.size() / 2] ^= 1;
  WriteFile(path, bad);

  ASSERT_EQ(County({"recheck", "shiyangtang"}).exit_code, 0);
  school->SyncNow();
  EXPECT_TRUE(WaitUntil(
      [&] {
        if (school->log().find("was damaged and will be fetched again") == std::string::npos) return false;
        school->SyncNow();
        return ReadFile(path) == good;
      },
      kSyncMs))
      << school->log();
}

TEST_F(Letter, TheCountyRulesTheLineOfASchoolAndTakesItBack) {
  PublishSamples();
  center_.Start();
  ASSERT_EQ(County({"line", "all", "--closed", "2020-01-01"}).exit_code, 0);
  EXPECT_THAT(County({"line", "all"}).out, HasSubstr("2020-01-01"));
  const auto wrong = County({"line", "all", "--open", "whenever"});
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.err, HasSubstr("22:00-06:00")) << "an example of what would be right";

  const auto school = EnrolledSchool();
  ASSERT_TRUE(school->WaitUntilComplete(kSyncMs)) << school->Status().dump(1);
  ASSERT_EQ(County({"line", "shiyangtang", "--month-mb", "20000"}).exit_code, 0);
  const auto metered = [&](bool expected) {
    return WaitUntil(
        [&] {
          school->SyncNow();
          return (school->Get("/api/v1/queue").dump().find("20000000000") != std::string::npos) == expected;
        },
        kSyncMs);
  };
  EXPECT_TRUE(metered(true)) << school->Get("/api/v1/queue").dump(1) << school->log();
  ASSERT_EQ(County({"line", "shiyangtang", "--back"}).exit_code, 0);
  EXPECT_TRUE(metered(false)) << school->Get("/api/v1/queue").dump(1) << school->log();
}

}  // namespace
}  // namespace lianxiao::test
