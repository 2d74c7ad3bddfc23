#include "daemon/stick_cargo.h"

#include <gtest/gtest.h>

#include <set>

namespace lianxiao::daemon {
namespace {

constexpr WallTime kNow{1'795'000'000'000};

BlobId Blob(int n) { return HashOf(std::to_string(n)); }

formats::Resource Lesson(const std::string& id, std::vector<std::pair<int, std::int64_t>> files,
                         std::int64_t version = 1) {
  formats::Resource resource{.id = id, .version = version, .title = "课 " + id};
  for (const auto& [blob, size] : files) {
    formats::File file{.role = formats::FileRole::kAttachment, .size_bytes = size, .blob = Blob(blob)};
    if (size > 1 << 20) file.pieces = Blob(-blob);
    resource.files.push_back(file);
  }
  resource.files.front().role = formats::FileRole::kMain;
  return resource;
}

formats::Bundle For(std::vector<std::string> resources, std::vector<std::string> schools,
                    formats::Priority priority = formats::Priority::kNormal, std::string needed_by = {}) {
  static int number = 0;
  return {.id = "b" + std::to_string(++number),
          .name = "包",
          .resources = std::move(resources),
          .schools = std::move(schools),
          .priority = priority,
          .needed_by = std::move(needed_by)};
}

std::vector<std::string> Ids(const std::vector<CargoLesson>& cargo) {
  std::vector<std::string> ids;
  for (const auto& lesson : cargo) ids.push_back(lesson.id);
  return ids;
}

class StickCargo : public ::testing::Test {
 protected:
  StickCargo() {
    published_.version = 7;
    published_.resources = {Lesson("a", {{1, 100}}), Lesson("b", {{2, 3 << 20}, {1, 100}}),
                            Lesson("c", {{3, 500}}), Lesson("d", {{4, 50}})};
  }
  PublishedState published_;
};

TEST_F(StickCargo, HoldsWhatTheseSchoolsWantMostUrgentFirst) {
  published_.bundles = {For({"a", "d"}, {"east"}), For({"c"}, {"west"}, formats::Priority::kUrgent),
                        For({"b"}, {"west"}, formats::Priority::kNormal, "2026-12-01T00:00:00Z")};
  const SchoolToServe east{.school = "east"}, west{.school = "west"}, north{.school = "north"};
  EXPECT_EQ(Ids(CargoFor(published_, {east}, kNow)), (std::vector<std::string>{"d", "a"}));
  EXPECT_EQ(Ids(CargoFor(published_, {east, west}, kNow)).front(), "c");
  EXPECT_EQ(Ids(CargoFor(published_, {east, west}, kNow)).size(), 4u);
  EXPECT_TRUE(CargoFor(published_, {north}, kNow).empty());
}

TEST_F(StickCargo, LeavesOutWhatTheBoxSaidItHolds) {
  published_.bundles = {{.id = "all", .name = "全部", .everything = true}};
  SchoolToServe school{.school = "east", .device = "d", .holds = {{{"a", 1}, {"c", 1}, {"d", 9}}}};
  // Another version of d, and the file of b that a has brought already.
  const auto cargo = CargoFor(published_, {school}, kNow);
  EXPECT_EQ(Ids(cargo), (std::vector<std::string>{"d", "b"}));
  ASSERT_EQ(cargo[1].files.size(), 2u);
  EXPECT_EQ(cargo[1].files[0].blob, Blob(-2)) << "its piece list goes with it";
  EXPECT_EQ(cargo[1].files[0].size_bytes, 4 + 8 + 3 * 32);
  EXPECT_EQ(cargo[1].files[1].blob, Blob(2));

  school.lacks_nothing = true;
  EXPECT_TRUE(CargoFor(published_, {school}, kNow).empty());
}

TEST_F(StickCargo, BringsDeltasAndSignaturesToABoxThatHasAnOlderVersion) {
  published_.resources = {Lesson("a", {{1, 5 << 20}}, 2)};
  published_.bundles = {{.id = "all", .name = "全部", .everything = true}};
  auto& lesson = published_.resources.front();
  lesson.files[0].signature = formats::Signature{Blob(20), 700};
  lesson.files[0].deltas = {{formats::DeltaFormat::kZstdPatch, Blob(9), Blob(21), 2 << 20, Blob(22)}};
  lesson.package_deltas = {{formats::DeltaFormat::kZstdPatch, Blob(8), Blob(23), 900, {}}};

  const auto first = CargoFor(published_, {{.school = "new"}}, kNow);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].files.size(), 2u);
  EXPECT_TRUE(first[0].ways.empty()) << "it has nothing that they could begin from";

  const SchoolToServe old{.school = "old", .device = "d", .holds = {{{"a", 1}}}};
  const auto next = CargoFor(published_, {old}, kNow);
  ASSERT_EQ(next.size(), 1u);
  EXPECT_EQ(next[0].files.size(), 2u) << "whole all the same: a stick is quick";
  std::set<BlobId> ways;
  for (const auto& way : next[0].ways) ways.insert(way.blob);
  EXPECT_EQ(ways, (std::set{Blob(20), Blob(21), Blob(22), Blob(23)}));
  EXPECT_EQ(next[0].Bytes(), first[0].Bytes());
}

TEST_F(StickCargo, CarriesEachFileOnce) {
  published_.bundles = {{.id = "all", .name = "全部", .everything = true}};
  const auto cargo = CargoFor(published_, {{.school = "east"}, {.school = "west"}}, kNow);
  std::int64_t files = 0;
  for (const auto& lesson : cargo) files += static_cast<std::int64_t>(lesson.files.size());
  EXPECT_EQ(files, 5) << "four files and a piece list";
}

TEST_F(StickCargo, PacksInOrderAndFillsTheGapsWithSmallerOnes) {
  const std::vector<CargoLesson> cargo{{.id = "big", .files = {{Blob(1), 5 << 20}}},
                                       {.id = "huge", .files = {{Blob(2), 50 << 20}}},
                                       {.id = "small", .files = {{Blob(3), 1 << 20}}}};
  const auto packed = PackCargo(cargo, 8 << 20);
  ASSERT_EQ(packed.fits.size(), 2u);
  EXPECT_EQ(packed.fits[0]->id, "big");
  EXPECT_EQ(packed.fits[1]->id, "small");
  ASSERT_EQ(packed.left_out.size(), 1u);
  EXPECT_EQ(packed.left_out[0]->id, "huge");
  EXPECT_TRUE(PackCargo(cargo, -5).fits.empty());
}

}  // namespace
}  // namespace lianxiao::daemon
