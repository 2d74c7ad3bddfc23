// A county with the first samples published and its center running, ready for boxes. One fixture per test,
// so that none sees another's traces.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "tests/support/deployment.h"

namespace lianxiao::test {

inline constexpr std::int64_t kSyncMs = 60'000;
inline constexpr std::int64_t kSoonMs = 20'000;
// Settings of a box for a test that has further ones of its own, which go before these.
inline const std::string kQuickRounds =
    "[sync]\nround_every_s = 1\nusage_every_s = 1\nlongest_pause_s = 1\nstall_s = 3\nkeep_free_mib = 16\n";

class World : public ::testing::Test {
 protected:
  World() : places_(Places::FromEnvironment()), center_(places_, folder_.path() + "/center") {}

  void PublishSamples() {
    ASSERT_EQ(center_.Init().exit_code, 0);
    const auto imported = center_.Import(places_.samples + "/v1");
    ASSERT_EQ(imported.exit_code, 0) << imported.err;
    const auto published = center_.Publish();
    ASSERT_EQ(published.exit_code, 0) << published.err;
  }

  std::unique_ptr<SchoolProgram> MakeSchool(const std::string& name = "school",
                                            const std::string& settings = "") {
    return std::make_unique<SchoolProgram>(places_, folder_.path() + "/" + name, settings);
  }

  std::unique_ptr<SchoolProgram> EnrolledSchool(const std::string& settings = "") {
    auto school = MakeSchool("school", settings);
    school->Start();
    const auto enrolled = school->Enroll(center_.Code("shiyangtang", "石羊塘村小"));
    EXPECT_EQ(enrolled.exit_code, 0) << enrolled.err;
    return school;
  }

  std::string Folder(const std::string& name) const { return folder_.path() + "/" + name; }

  TempFolder folder_;
  Places places_;
  CenterProgram center_;
};

}  // namespace lianxiao::test
