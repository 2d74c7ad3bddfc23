// The promise that comes first: wherever the power is cut, everything acknowledged is there and everything
// listed is whole.
//
//   LIANXIAO_SEED=17 build/tests/sim_crash     lives one life again
#include <gtest/gtest.h>

#include <cstdlib>
#include <ostream>
#include <string>
#include <string_view>

#include "tests/sim/crash_life.h"

namespace lianxiao::sim {
namespace {

constexpr std::uint64_t kLives = 160;  // × 8 power cuts.

TEST(Crash, NothingAcknowledgedIsLostWhereverThePowerIsCut) {
  const char* only = std::getenv("LIANXIAO_SEED");
  const std::uint64_t first = only != nullptr ? std::strtoull(only, nullptr, 10) : 1;
  const std::uint64_t last = only != nullptr ? first : kLives;
  int power_cuts = 0;
  std::int64_t actions = 0;
  for (auto seed = first; seed <= last; ++seed) {
    const auto story = Live(seed);
    power_cuts += story.power_cuts;
    actions += story.actions;
    ASSERT_FALSE(story.violation) << "LIANXIAO_SEED=" << seed << ", power cut " << story.power_cuts << ": "
                                  << *story.violation;
  }
  RecordProperty("power_cuts", power_cuts);
  std::printf("%d power cuts, %lld actions between them\n", power_cuts, static_cast<long long>(actions));
  if (only == nullptr) {
    EXPECT_GE(power_cuts, 1'000);
    EXPECT_GE(actions, 10'000) << "the boxes hardly lived";
  }
}

// The simulation itself is tested with disks that lie about one kind of sync: it has to notice each.
struct Lie {
  const char* name;
  test::Lies lies;
};
void PrintTo(const Lie& lie, std::ostream* out) { *out << lie.name; }

class CrashOnALyingDisk : public testing::TestWithParam<Lie> {};

TEST_P(CrashOnALyingDisk, IsNoticed) {
  constexpr int kLiars = 24;
  int noticed = 0;
  std::string example;
  for (std::uint64_t seed = 1; seed <= kLiars; ++seed) {
    const auto story = Live(seed, GetParam().lies);
    if (!story.violation) continue;
    ++noticed;
    example = *story.violation;
  }
  std::printf("%d of %d lives: %s\n", noticed, kLiars, example.c_str());
  EXPECT_GE(noticed, 3);
}

bool Ends(const std::string& path, std::string_view with) { return path.ends_with(with); }
bool Has(const std::string& path, std::string_view part) { return path.find(part) != std::string::npos; }

INSTANTIATE_TEST_SUITE_P(
    EachSync, CrashOnALyingDisk,
    testing::Values(Lie{"TheWal", [](const auto& path) { return Ends(path, "-wal"); }},
                    Lie{"TheDatabase", [](const auto& path) { return Ends(path, "journal.db"); }},
                    Lie{"TheFolderOfTheDatabase", [](const auto& path) { return path == "/box"; }},
                    Lie{"Parts", [](const auto& path) { return Ends(path, ".part"); }},
                    Lie{"TheFolderOfParts", [](const auto& path) { return Ends(path, "/parts"); }},
                    Lie{"AddedFiles", [](const auto& path) { return Ends(path, ".add"); }},
                    Lie{"AdoptedFiles", [](const auto& path) { return Ends(path, "/made"); }},
                    Lie{"FoldersOfBlobs", [](const auto& path) { return Has(path, "/blobs/"); }}),
    [](const auto& lie) { return std::string(lie.param.name); });

}  // namespace
}  // namespace lianxiao::sim
