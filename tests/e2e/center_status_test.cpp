// What `lianxiao center status` says, and settings of a county that its commands go by.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/world.h"

namespace lianxiao::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class CenterStatus : public World {
 protected:
  void SetUp() override { ASSERT_EQ(center_.Init().exit_code, 0); }
  void StartWith(const std::string& settings) {
    center_.UseSettings(settings);
    center_.Start();
  }
};

// reno is built into every kernel that has TCP, and nobody's default.
TEST_F(CenterStatus, SaysHowConnectionsToBoxesReallySend) {
  StartWith("[server]\ncongestion_control = \"reno\"\n");
  const auto status = center_.Command({"status"});
  ASSERT_EQ(status.exit_code, 0) << status.err;
  EXPECT_THAT(status.out, HasSubstr("reno"));
  EXPECT_THAT(status.out, Not(HasSubstr("modprobe")));
  const auto json = nlohmann::json::parse(center_.Command({"status", "--json"}).out);
  EXPECT_EQ(json.at("sends_by"), "reno");
  EXPECT_EQ(json.at("sends_by_wanted"), "reno");
}

TEST_F(CenterStatus, SaysWhatToDoWhereTheKernelRefuses) {
  StartWith("[server]\ncongestion_control = \"no-such-one\"\n");
  const auto status = center_.Command({"status"});
  ASSERT_EQ(status.exit_code, 0) << status.err;
  EXPECT_THAT(status.out, HasSubstr("modprobe tcp_no-such-one"));
  EXPECT_NE(nlohmann::json::parse(center_.Command({"status", "--json"}).out).at("sends_by"), "no-such-one");
  center_.Stop();
  EXPECT_EQ(center_.Command({"status"}).exit_code, 1) << "nobody is there to ask";
}

TEST_F(CenterStatus, CleaningWaitsAsLongAsTheCountyHasSet) {
  StartWith("[clean]\ngrace_days = 41\n");
  const auto cleaned = center_.Command({"clean", "--dry-run"});
  ASSERT_EQ(cleaned.exit_code, 0) << cleaned.err;
  EXPECT_THAT(cleaned.out, HasSubstr("41"));
  const auto once = center_.Command({"clean", "--dry-run", "--days", "73"});
  EXPECT_THAT(once.out, HasSubstr("73"));
  EXPECT_NE(center_.Command({"clean", "--dry-run", "--days", "4000"}).exit_code, 0);
}

}  // namespace
}  // namespace lianxiao::test
