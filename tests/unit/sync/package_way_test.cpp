#include "sync/blobs/package_way.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <unordered_set>

namespace lianxiao::sync {
namespace {

using formats::Delta;
using formats::DeltaFormat;
using formats::File;
using formats::FileRole;
using formats::LayOut;
using formats::Resource;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

BlobId Blob(std::string_view name) { return HashOf(name); }

constexpr std::int64_t kFileBytes = 20'000;

// A page and so many scripts; those in `changed` as of this version, the others as of the first.
Resource Package(std::int64_t version, int scripts, const std::vector<int>& changed) {
  Resource package;
  package.id = "geometry";
  package.version = version;
  const auto add = [&](FileRole role, const std::string& path, bool is_new) {
    File file;
    file.role = role;
    file.path = path;
    file.size_bytes = kFileBytes;
    file.blob = Blob(path + (is_new ? " of " + std::to_string(version) : ""));
    package.files.push_back(file);
  };
  add(FileRole::kMain, "index.html", false);
  for (int n = 0; n < scripts; ++n) {
    add(FileRole::kPackage, "js/" + std::to_string(n) + ".js", std::ranges::count(changed, n) > 0);
  }
  return package;
}

struct Box {
  Resource next;
  std::optional<Resource> held;
  std::unordered_set<BlobId> here;
  std::map<BlobId, std::int64_t> parts;
  std::unordered_set<BlobId> failed;
  std::int64_t room_bytes = 1 << 30;

  // Holds the first version and knows the second, to which a delta leads.
  static Box WithDelta(std::int64_t delta_bytes) {
    Box box{Package(2, 10, {1, 3, 5}), Package(1, 10, {})};
    box.next.package_deltas = {
        {DeltaFormat::kCopyDelta, DigestOf(LayOut(*box.held)), Blob("delta"), delta_bytes}};
    for (const auto& file : box.held->files) box.here.insert(file.blob);
    return box;
  }
  Surroundings Around() const {
    Surroundings around{"shiyang",
                        {},
                        [this](const BlobId& id) { return here.contains(id); },
                        [this](const BlobId& id) { return parts.contains(id) ? parts.at(id) : 0; },
                        [this](const BlobId& id) { return failed.contains(id); }};
    around.room_bytes = room_bytes;
    return around;
  }
  Plan Make() const {
    formats::Bundle everything;
    everything.everything = true;
    const storage::CatalogEntry entry{next, held};
    return MakePlan(std::span(&entry, 1), std::span(&everything, 1), Around());
  }
  bool TakesDelta() const {
    const auto wants = Make().wants;
    return wants.size() == 1 && wants[0].package;
  }
};

TEST(PackageWay, BringsAllThatAPackageLacksByOneDelta) {
  const auto box = Box::WithDelta(5'000);
  const auto plan = box.Make();
  ASSERT_THAT(plan.wants, SizeIs(1));
  const auto& want = plan.wants[0];
  ASSERT_TRUE(want.package);
  EXPECT_EQ(want.delta->blob, Blob("delta"));
  EXPECT_EQ(want.package->basis, LayOut(*box.held));
  EXPECT_EQ(want.package->made, formats::LayOutNew(box.next, LayOut(*box.held)));
  EXPECT_THAT(want.package->made, SizeIs(3));
  EXPECT_EQ(want.WireBytes(), 5'000);
  EXPECT_EQ(want.file.path, "index.html");
  EXPECT_EQ(plan.bytes_missing, 3 * kFileBytes);
}

TEST(PackageWay, IsPassedOverWhereItsFilesCostLess) {
  // Three files and three requests against one.
  const auto one_by_one = 3 * (kFileBytes + formats::kRequestWorthBytes);
  EXPECT_TRUE(Box::WithDelta(one_by_one - formats::kRequestWorthBytes - 1).TakesDelta());
  EXPECT_FALSE(Box::WithDelta(one_by_one - formats::kRequestWorthBytes).TakesDelta());
  auto box = Box::WithDelta(5'000);
  for (auto& file : box.next.files) {
    if (!box.here.contains(file.blob)) file.deltas = {{DeltaFormat::kPacked, {}, Blob("p" + file.path), 10}};
  }
  EXPECT_TRUE(box.TakesDelta());  // Three small requests cost more than one of 5,000 bytes.
  box.next.package_deltas[0].size_bytes = 9'000;
  EXPECT_FALSE(box.TakesDelta());
}

TEST(PackageWay, CountsWhatIsHereAlready) {
  auto box = Box::WithDelta(60'000);
  box.here.insert(box.next.files[2].blob);
  box.here.insert(box.next.files[4].blob);
  EXPECT_FALSE(box.TakesDelta());  // One file is missing.
  box.parts[Blob("delta")] = 50'000;
  EXPECT_TRUE(box.TakesDelta());
  box.parts.clear();
  box.here.insert(Blob("delta"));  // Fetched just before a power cut.
  EXPECT_TRUE(box.TakesDelta());
}

TEST(PackageWay, WantsItsBasisWhole) {
  auto box = Box::WithDelta(5'000);
  box.here.erase(box.held->files[7].blob);
  const auto plan = box.Make();
  EXPECT_THAT(plan.wants, SizeIs(4));
  for (const auto& want : plan.wants) EXPECT_FALSE(want.package);
}

TEST(PackageWay, StartsFromTheVersionThatIsHeldAndNoOther) {
  auto box = Box::WithDelta(5'000);
  box.held = Package(1, 10, {9});  // Some other one with the same names.
  for (const auto& file : box.held->files) box.here.insert(file.blob);
  EXPECT_FALSE(box.TakesDelta());
  box.held.reset();
  EXPECT_FALSE(box.TakesDelta());
}

TEST(PackageWay, FromNothingServesABoxThatHasNoVersion) {
  Box box{Package(4, 10, {})};
  box.next.package_deltas = {{DeltaFormat::kPacked, {}, Blob("packed"), 100'000}};
  const auto plan = box.Make();
  ASSERT_THAT(plan.wants, SizeIs(1));
  EXPECT_THAT(plan.wants[0].package->basis, IsEmpty());
  EXPECT_EQ(plan.wants[0].package->made, LayOut(box.next));
  // And one that has most of it already takes the rest.
  for (std::size_t i = 0; i < 8; ++i) box.here.insert(box.next.files[i].blob);
  EXPECT_THAT(box.Make().wants, SizeIs(3));
}

TEST(PackageWay, TakesTheCheapestOfSeveral) {
  auto box = Box::WithDelta(5'000);
  const auto basis = box.next.package_deltas[0].from;
  box.next.package_deltas.push_back({DeltaFormat::kZstdPatch, basis, Blob("better"), 4'000});
  box.next.package_deltas.push_back({DeltaFormat::kPacked, {}, Blob("packed"), 4'500});
  EXPECT_EQ(box.Make().wants.at(0).delta->blob, Blob("better"));
  box.failed = {Blob("better")};
  EXPECT_EQ(box.Make().wants.at(0).delta->blob, Blob("packed"));
  box.failed.insert(Blob("packed"));
  EXPECT_EQ(box.Make().wants.at(0).delta->blob, Blob("delta"));
  box.failed.insert(Blob("delta"));
  EXPECT_FALSE(box.TakesDelta());
}

TEST(PackageWay, NeedsRoomToWorkIn) {
  auto box = Box::WithDelta(5'000);
  const PackageFiles files{LayOut(*box.held), formats::LayOutNew(box.next, LayOut(*box.held))};
  const auto room = PackageRoom(files, 5'000);
  EXPECT_EQ(room, 5'000 + 3 * kFileBytes + 11 * kFileBytes);
  box.room_bytes = room;
  EXPECT_TRUE(box.TakesDelta());
  box.room_bytes = room - 1;
  EXPECT_FALSE(box.TakesDelta());
  EXPECT_THAT(box.Make().wants, SizeIs(3));
}

TEST(PackageWay, WantsEachBlobOnceWhereTwoPackagesShareIt) {
  auto first = Box::WithDelta(5'000), second = Box::WithDelta(5'000);
  second.next.id = second.held->id = "twin";
  const std::vector<storage::CatalogEntry> entries = {{first.next, first.held}, {second.next, second.held}};
  formats::Bundle everything;
  everything.everything = true;
  EXPECT_THAT(MakePlan(entries, std::span(&everything, 1), first.Around()).wants, SizeIs(1));
}

TEST(PackageWay, ItsDeltaIsNeededWhileAFileIsMissing) {
  auto box = Box::WithDelta(5'000);
  box.next.package_deltas[0].pieces = Blob("list");
  const std::vector<storage::CatalogEntry> entries = {{box.next, box.held}};
  std::vector<BlobId> here(box.here.begin(), box.here.end());
  here.insert(here.end(), {Blob("delta"), Blob("list")});
  EXPECT_THAT(Unneeded(entries, here), IsEmpty());
  for (const auto& file : box.next.files) here.push_back(file.blob);
  EXPECT_THAT(Unneeded(entries, here), testing::UnorderedElementsAre(Blob("delta"), Blob("list")));
}

}  // namespace
}  // namespace lianxiao::sync
