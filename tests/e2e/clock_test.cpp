// A box often wakes up without a clock. It teaches all the same, loses nothing and believes nothing stale.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/e2e/world.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

// The environment in which a program's wall clock starts at `date`; its monotonic clocks stay true.
std::map<std::string, std::string> ClockAt(const std::string& date) {
  for (const auto& arch : fs::directory_iterator("/usr/lib")) {
    const auto library = arch.path() / "faketime/libfaketimeMT.so.1";
    if (!fs::exists(library)) continue;
    return {{"LD_PRELOAD", library.string()},
            {"FAKETIME", "@" + date},
            {"FAKETIME_DONT_FAKE_MONOTONIC", "1"},
            {"DONT_FAKE_MONOTONIC", "1"}};
  }
  throw std::runtime_error("libfaketime is missing; ./dev test installs it");
}

class FlatBattery : public World {
 protected:
  void SetUp() override {
    PublishSamples();
    center_.Start();
    school_ = EnrolledSchool();
    ASSERT_TRUE(school_->WaitUntilComplete(kSyncMs)) << school_->Status().dump(1);
    school_->Stop();
  }

  bool Tells(const std::string& problem) {
    return school_->Status().at("problems").dump().find(problem) != std::string::npos;
  }

  void PublishSecond() {
    ASSERT_EQ(center_.Import(places_.samples + "/v2").exit_code, 0);
    ASSERT_EQ(center_.Publish().exit_code, 0);
  }

  std::int64_t Version(const std::string& id) {
    return school_->Get("/api/v1/resources/" + id).at("version");
  }

  std::unique_ptr<SchoolProgram> school_;
};

TEST_F(FlatBattery, In1970TheBoxTeachesTakesNewLessonsAndLosesNoEvent) {
  school_->UseEnvironment(ClockAt("1970-01-02 00:00:00"));
  school_->Start();
  ASSERT_TRUE(WaitUntil([&] { return Tells("problem.clock"); }, kSoonMs)) << school_->Status().dump(1);
  EXPECT_EQ(HttpGet(school_->url() + "/r/sx-3s-fenshu-renshi").status, 200);
  PublishSecond();
  EXPECT_TRUE(WaitUntil([&] { return Version("sx-3s-fenshu-renshi") == 2; }, kSyncMs))
      << school_->Status().dump(1);
  const auto all_there = [&] {
    const auto usage = school_->Status().at("usage");
    return usage.at("pending") == 0 && usage.at("acknowledged") == center_.Get("/api/v1/status").at("events");
  };
  EXPECT_TRUE(WaitUntil(all_there, kSoonMs)) << school_->Status().dump(1);
  EXPECT_GT(center_.Get("/api/v1/status").at("events").get<int>(), 0);
}

TEST_F(FlatBattery, In2099ItAcceptsNothingThatLooksExpiredAndGoesOnTeaching) {
  PublishSecond();
  school_->UseEnvironment(ClockAt("2099-01-01 00:00:00"));
  school_->Start();
  ASSERT_TRUE(WaitUntil([&] { return Tells("problem.metadata_expired"); }, kSoonMs))
      << school_->Status().dump(1);
  EXPECT_EQ(Version("sx-3s-fenshu-renshi"), 1);
  const auto files = school_->Get("/api/v1/resources/sx-3s-fenshu-renshi").at("files");
  EXPECT_EQ(HttpGet(school_->url() + files.at(0).at("url").get<std::string>()).status, 200);

  // Somebody sets the clock right, and all is well again.
  school_->Stop();
  school_->UseEnvironment({});
  school_->Start();
  EXPECT_TRUE(WaitUntil([&] { return Version("sx-3s-fenshu-renshi") == 2; }, kSyncMs))
      << school_->Status().dump(1);
}

}  // namespace
}  // namespace lianxiao::test
