// What a technician reads on the page of the box's state: a stick, a relay of the alliance and the school
// that asks it. Real programs and a real Chromium.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/browser/shots.h"
#include "tests/e2e/world.h"
#include "tests/support/browser.h"
#include "tests/support/process.h"

namespace lianxiao::test {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

class TechniciansPage : public World {
 protected:
  void SetUp() override {
    PublishSamples();
    center_.Start();
  }

  // In both widths; the section of this id is what the picture shows.
  void Look(const SchoolProgram& school, const std::string& shot, const std::string& section,
            const std::vector<std::string>& words) {
    for (const bool phone : {false, true}) {
      Browser browser({.phone = phone});
      browser.Open(school.url() + "/status");
      for (const auto& word : words) EXPECT_THAT(browser.Text(), HasSubstr(word));
      browser.Run("document.getElementById('" + section + "').scrollIntoView(); return 1");
      ShotThatFits(browser, (phone ? "phone-" : "desktop-") + shot);
    }
  }
};

TEST_F(TechniciansPage, SaysWhatAStickBroughtAndTook) {
  const auto school = EnrolledSchool();
  ASSERT_TRUE(school->WaitUntilComplete(kSyncMs));
  const auto stick = Folder("stick");
  std::filesystem::create_directories(stick);
  const auto filled =
      test::Run({places_.bin + "/lianxiao", "stick", "out", stick, "--all", "--center", center_.folder()});
  ASSERT_EQ(filled.exit_code, 0) << filled.err;
  ASSERT_EQ(school->Command({"stick", "in", stick}).exit_code, 0);
  ASSERT_EQ(school->Command({"stick", "out", stick}).exit_code, 0);
  Look(*school, "status-stick", "stick", {"U 盘"});
}

TEST_F(TechniciansPage, SaysWhatARelayServesAndWhichOneASchoolAsks) {
  const auto listen = "127.0.0.1:" + std::to_string(FreePort());
  const auto relay = EnrolledSchool(kQuickRounds + "[relay]\nserve = true\nlisten = \"" + listen +
                                    "\"\nmax_kbit_per_second = 80000\n");
  ASSERT_TRUE(relay->WaitUntilComplete(kSyncMs)) << relay->log();
  Look(*relay, "status-relay", "relay", {"联校中继", listen, "最多占用"});
  auto village = MakeSchool("village", kQuickRounds + "relays = [\"http://" + listen + "\"]\n");
  village->Start();
  ASSERT_EQ(village->Enroll(center_.Code("liushugou", "柳树沟教学点")).exit_code, 0);
  ASSERT_TRUE(village->WaitUntilComplete(kSyncMs)) << village->log();
  Look(*village, "status-relay-asked", "relay", {"设置中指定", "正在使用"});
  center_.Stop();
  EXPECT_TRUE(
      WaitUntil([&] { return village->Get("/api/v1/queue").at("line").at("cut") == "connect"; }, kSyncMs))
      << village->Get("/api/v1/queue").at("line").dump(1);
  Look(*village, "status-cut", "waits", {"最近一次联系不上县里是", "县里没有接通"});
  const auto said = village->Command({"queue"});
  EXPECT_THAT(said.out, AnyOf(HasSubstr("县里没有接通"), HasSubstr("did not take the connection")));
}

}  // namespace
}  // namespace lianxiao::test
