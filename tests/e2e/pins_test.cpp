// A lesson that somebody keeps, from the command line to the box's own list, with the real programs.
#include <gmock/gmock.h>

#include "tests/e2e/world.h"

namespace lianxiao::test {
namespace {

using testing::HasSubstr;

class Pins : public World {
 protected:
  static nlohmann::json Listed(const SchoolProgram& school) {
    const auto listed = school.Command({"pins", "--json"});
    EXPECT_EQ(listed.exit_code, 0) << listed.err;
    return nlohmann::json::parse(listed.out).at("pins");
  }
};

TEST_F(Pins, AreSetOnTheCommandLineAndOutliveARestart) {
  PublishSamples();
  center_.Start();
  const auto school = EnrolledSchool();
  ASSERT_TRUE(school->WaitUntilComplete(kSyncMs)) << school->Status().dump(1);
  EXPECT_TRUE(Listed(*school).empty());
  const auto id = school->Get("/api/v1/resources").at("resources").at(0).at("id").get<std::string>();

  const auto pinned = school->Command({"pin", id});
  ASSERT_EQ(pinned.exit_code, 0) << pinned.err;
  EXPECT_THAT(pinned.out, HasSubstr(id));
  school->Stop();
  school->Start();
  const auto pins = Listed(*school);
  ASSERT_EQ(pins.size(), 1U) << pins.dump();
  EXPECT_EQ(pins.at(0).at("resource"), id);
  EXPECT_EQ(pins.at(0).at("here"), true);
  EXPECT_GT(pins.at(0).at("bytes"), 0);
  EXPECT_THAT(school->Command({"pins"}).out, HasSubstr(id));

  const auto unknown = school->Command({"pin", "no-such-lesson"});
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(unknown.err, HasSubstr("no-such-lesson"));
  EXPECT_EQ(school->Command({"unpin", id}).exit_code, 0);
  EXPECT_TRUE(Listed(*school).empty());
}

}  // namespace
}  // namespace lianxiao::test
