#include "sync/blobs/planner.h"
#include "sync/blobs/wishes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lianxiao::sync {
namespace {

using formats::Bundle;
using formats::File;
using formats::FileRole;
using formats::Priority;
using formats::Resource;
using storage::CatalogEntry;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

BlobId Blob(std::string_view name) { return HashOf(name); }

File AFile(FileRole role, std::string name, std::int64_t size) {
  File file;
  file.role = role;
  file.path = name;
  file.size_bytes = size;
  file.blob = Blob(name);
  return file;
}

Resource Lesson(std::string id, std::int64_t version, std::int64_t size) {
  Resource resource;
  resource.id = id;
  resource.version = version;
  resource.files = {AFile(FileRole::kMain, id + "-v" + std::to_string(version), size)};
  return resource;
}

Bundle Everything() {
  Bundle bundle;
  bundle.id = "all";
  bundle.everything = true;
  return bundle;
}

struct Box {
  std::vector<CatalogEntry> entries;
  std::vector<Bundle> bundles{Everything()};
  std::unordered_set<BlobId> here;
  std::map<BlobId, std::int64_t> parts;
  std::unordered_set<BlobId> failed;
  std::map<std::string, std::vector<BlobId>> superseded;  // Parts, by resource.
  WallTime now{kDayMs * 20'000};

  Plan Make() const {
    return MakePlan(entries, bundles,
                    {"shiyang",
                     now,
                     [this](const BlobId& id) { return here.contains(id); },
                     [this](const BlobId& id) { return parts.contains(id) ? parts.at(id) : 0; },
                     [this](const BlobId& id) { return failed.contains(id); },
                     {},
                     [this](const std::string& id, const File&) {
                       return superseded.contains(id) ? superseded.at(id) : std::vector<BlobId>();
                     }});
  }
  std::vector<std::string> Paths() const {
    std::vector<std::string> paths;
    for (const auto& want : Make().wants) paths.push_back(want.file.path);
    return paths;
  }
};

TEST(Planner, WantsNothingThatNoBundleAsksFor) {
  Box box{.entries = {{Lesson("a", 1, 10), {}}}, .bundles = {}};
  EXPECT_THAT(box.Paths(), IsEmpty());
}

TEST(Planner, HeedsOnlyBundlesForThisSchoolThatAreNotOver) {
  Box box{.entries = {{Lesson("a", 1, 10), {}}, {Lesson("b", 1, 10), {}}, {Lesson("c", 1, 10), {}}}};
  Bundle others, over, ours;
  others.resources = {"a"};
  others.schools = {"elsewhere"};
  over.resources = {"b"};
  over.expires = ToRfc3339(box.now + -kDayMs);
  ours.resources = {"c"};
  ours.schools = {"elsewhere", "shiyang"};
  ours.expires = ToRfc3339(box.now + kDayMs);
  box.bundles = {others, over, ours};
  EXPECT_THAT(box.Paths(), ElementsAre("c-v1"));
}

TEST(Planner, OrdersByPriorityThenByNeedThenSmallFirst) {
  Box box{.entries = {{Lesson("big", 1, 900), {}},
                      {Lesson("small", 1, 5), {}},
                      {Lesson("monday", 1, 500), {}},
                      {Lesson("friday", 1, 400), {}},
                      {Lesson("urgent", 1, 999), {}}}};
  Bundle monday, friday, urgent;
  monday.resources = {"monday"};
  monday.needed_by = "2026-11-23T00:00:00Z";
  friday.resources = {"friday"};
  friday.needed_by = "2026-11-27T00:00:00Z";
  urgent.resources = {"urgent", "friday"};
  urgent.priority = Priority::kUrgent;
  urgent.resources = {"urgent"};
  box.bundles = {Everything(), friday, monday, urgent};
  EXPECT_THAT(box.Paths(), ElementsAre("urgent-v1", "monday-v1", "friday-v1", "small-v1", "big-v1"));
}

TEST(Planner, AUnitOfTheTeachingProgressStandsWithTheWishesAndTakesNoHourFromTheTimetable) {
  Box box{.entries = {{Lesson("new", 1, 5), {}},
                      {Lesson("unit", 1, 300), {}},
                      {Lesson("both", 1, 400), {}},
                      {Lesson("over", 1, 1), {}},
                      {Lesson("tuesday", 1, 500), {}}}};
  Bundle progress, over, tuesday;
  progress.id = over.id = kProgressBundle;
  progress.resources = {"unit", "both"};
  progress.needed_by = ToRfc3339(box.now + kDayMs);
  progress.expires = ToRfc3339(box.now + 8 * kDayMs);
  over.resources = {"over"};
  over.needed_by = ToRfc3339(box.now + -8 * kDayMs);
  over.expires = ToRfc3339(box.now);
  tuesday.id = "timetable";
  tuesday.resources = {"tuesday", "both"};
  tuesday.needed_by = ToRfc3339(box.now + 2 * kDayMs);
  box.bundles = {progress, over, tuesday};
  std::map<std::string, Rank> ranks;
  for (const auto& want : box.Make().wants) ranks[want.resource] = want.rank;
  EXPECT_EQ(ranks, (std::map<std::string, Rank>{
                       {"unit", Rank::kWish}, {"both", Rank::kTimetable}, {"tuesday", Rank::kTimetable}}));
}

TEST(Planner, TakesTheMostPressingWishOfSeveralBundles) {
  Box box{.entries = {{Lesson("a", 1, 1), {}}, {Lesson("b", 1, 100), {}}}};
  Bundle urgent;
  urgent.resources = {"b"};
  urgent.priority = Priority::kUrgent;
  box.bundles = {urgent, Everything()};
  EXPECT_THAT(box.Paths(), ElementsAre("b-v1", "a-v1"));
}

TEST(Planner, FetchesSubtitlesAndPosterBeforeTheVideoAndRenditionsLast) {
  auto lesson = Lesson("a", 1, 5'000);
  lesson.files.push_back(AFile(FileRole::kAttachment, "a.zip", 1));
  lesson.files.push_back(AFile(FileRole::kPoster, "a.jpg", 60));
  lesson.files.push_back(AFile(FileRole::kSubtitle, "a.vtt", 70));
  lesson.files.push_back(AFile(FileRole::kRendition, "a-360p", 900));
  Box box{.entries = {{lesson, {}}}};
  EXPECT_THAT(box.Paths(), ElementsAre("a.vtt", "a.jpg", "a-v1", "a-360p", "a.zip"));
}

TEST(Planner, TakesTheCheapestDeltaFromWhatIsHere) {
  auto next = Lesson("a", 3, 1'000);
  next.files[0].deltas = {{formats::DeltaFormat::kZstdPatch, Blob("a-v1"), Blob("d13"), 90},
                          {formats::DeltaFormat::kRdiffZstd, Blob("a-v2"), Blob("d23"), 80},
                          {formats::DeltaFormat::kZstdPatch, Blob("a-v0"), Blob("d03"), 10}};
  Box box{.entries = {{next, Lesson("a", 2, 1'000)}}, .here = {Blob("a-v1"), Blob("a-v2")}};
  const auto plan = box.Make();
  ASSERT_EQ(plan.wants.size(), 1u);
  ASSERT_TRUE(plan.wants[0].delta);
  EXPECT_EQ(plan.wants[0].delta->blob, Blob("d23"));
  EXPECT_EQ(plan.wants[0].WireBytes(), 80);
  EXPECT_EQ(plan.bytes_missing, 1'000);
}

TEST(Planner, TakesThePackedFileWhenThereIsNoOlderOne) {
  auto deck = Lesson("a", 2, 1'000);
  deck.files[0].deltas = {{formats::DeltaFormat::kZstdPatch, Blob("a-v1"), Blob("d12"), 50},
                          {formats::DeltaFormat::kPacked, {}, Blob("packed"), 600}};
  Box fresh{.entries = {{deck, {}}}};
  EXPECT_EQ(fresh.Make().wants.at(0).delta->blob, Blob("packed"));
  EXPECT_EQ(fresh.Make().wants.at(0).WireBytes(), 600);
  Box behind{.entries = {{deck, Lesson("a", 1, 1'000)}}, .here = {Blob("a-v1")}};
  EXPECT_EQ(behind.Make().wants.at(0).delta->blob, Blob("d12"));
}

TEST(Planner, TakesTheRestOfTheFileWhenThatIsLessThanTheDelta) {
  auto next = Lesson("a", 2, 1'000);
  next.files[0].deltas = {{formats::DeltaFormat::kZstdPatch, Blob("a-v1"), Blob("d"), 90}};
  Box box{.entries = {{next, Lesson("a", 1, 1'000)}}, .here = {Blob("a-v1")}, .parts = {{Blob("a-v2"), 920}}};
  const auto plan = box.Make();
  ASSERT_EQ(plan.wants.size(), 1u);
  EXPECT_FALSE(plan.wants[0].delta);
  EXPECT_EQ(plan.wants[0].WireBytes(), 80);
}

TEST(Planner, DoesNotTryADeltaAgainThatDidNotFit) {
  auto next = Lesson("a", 2, 1'000);
  next.files[0].deltas = {{formats::DeltaFormat::kZstdPatch, Blob("a-v1"), Blob("d"), 90}};
  Box box{.entries = {{next, Lesson("a", 1, 1'000)}}, .here = {Blob("a-v1")}, .failed = {Blob("d")}};
  EXPECT_FALSE(box.Make().wants.at(0).delta);
}

TEST(Planner, FetchesABlobOfTwoResourcesOnce) {
  auto one = Lesson("one", 1, 10);
  auto two = Lesson("two", 1, 10);
  two.files[0] = one.files[0];
  Box box{.entries = {{one, {}}, {two, {}}}};
  EXPECT_EQ(box.Paths().size(), 1u);
}

TEST(Planner, HoldsWhatBecameWholeBeforeAPowerCut) {
  Box box{.entries = {{Lesson("a", 2, 10), Lesson("a", 1, 10)}}, .here = {Blob("a-v1"), Blob("a-v2")}};
  const auto plan = box.Make();
  EXPECT_THAT(plan.wants, IsEmpty());
  ASSERT_EQ(plan.holds.size(), 1u);
  EXPECT_EQ(plan.holds[0].version, 2);
}

TEST(Planner, ReleasesWhatIsWithdrawn) {
  auto gone = Lesson("a", 2, 10);
  gone.status = formats::ResourceStatus::kWithdrawn;
  Box box{.entries = {{gone, Lesson("a", 1, 10)}}, .here = {Blob("a-v1")}};
  const auto plan = box.Make();
  EXPECT_THAT(plan.releases, ElementsAre("a"));
  EXPECT_THAT(plan.wants, IsEmpty());
}

TEST(Planner, ReleasesAndFetchesAgainWhatLostAFileOnTheDisk) {
  Box box{.entries = {{Lesson("a", 1, 10), Lesson("a", 1, 10)}}};
  const auto plan = box.Make();
  EXPECT_THAT(plan.releases, ElementsAre("a"));
  ASSERT_EQ(plan.wants.size(), 1u);
}

TEST(Planner, HasNothingToDoWhenEverythingIsHere) {
  Box box{.entries = {{Lesson("a", 1, 10), Lesson("a", 1, 10)}}, .here = {Blob("a-v1")}};
  const auto plan = box.Make();
  EXPECT_THAT(plan.wants, IsEmpty());
  EXPECT_THAT(plan.holds, IsEmpty());
  EXPECT_THAT(plan.releases, IsEmpty());
  EXPECT_EQ(plan.bytes_missing, 0);
}

// Version 5 of a lesson with a signature, on a box that holds version 1.
Box FarBehind() {
  auto held = Lesson("a", 1, 100'000), next = Lesson("a", 5, 100'000);
  next.files[0].signature = formats::Signature{Blob("signature"), 900};
  return {.entries = {{next, held}}, .here = {Blob("a-v1")}};
}

TEST(Planner, TakesTheReverseWayFromAVersionThatNoDeltaComesFrom) {
  const auto plan = FarBehind().Make();
  EXPECT_THAT(plan.wants[0].old_files, ElementsAre(Blob("a-v1")));
  EXPECT_EQ(plan.wants[0].WireBytes(), 100'900);
}

TEST(Planner, TakesADeltaFromWhatIsHereRatherThanTheReverseWay) {
  auto box = FarBehind();
  auto& file = box.entries[0].published.files[0];
  file.deltas = {{formats::DeltaFormat::kZstdPatch, Blob("a-v1"), Blob("d"), 5'000}};
  EXPECT_TRUE(box.Make().wants[0].delta);
  EXPECT_THAT(box.Make().wants[0].old_files, IsEmpty());
  box.failed = {Blob("d")};
  EXPECT_THAT(box.Make().wants[0].old_files, ElementsAre(Blob("a-v1")))
      << "the delta did not lead to the file";
}

TEST(Planner, WeighsThePackedFileOnlyWhenTheSignatureIsHere) {
  auto box = FarBehind();
  box.entries[0].published.files[0].deltas = {{formats::DeltaFormat::kPacked, {}, Blob("packed"), 30'000}};
  EXPECT_FALSE(box.Make().wants[0].delta);
  EXPECT_THAT(box.Make().wants[0].old_files, ElementsAre(Blob("a-v1")));
  box.here.clear();
  EXPECT_TRUE(box.Make().wants[0].delta) << "nothing is here to look through";
}

TEST(Planner, UsesNoSignatureThatIsTooDearWasWrongOrHasNothingToLookThrough) {
  auto dear = FarBehind(), wrong = FarBehind(), empty = FarBehind(), late = FarBehind();
  dear.entries[0].published.files[0].signature->size_bytes = 1'600;
  wrong.failed = {Blob("signature")};
  empty.here.clear();
  late.parts[Blob("a-v5")] = 50'000;  // Of what is left it would be a fiftieth.
  for (const auto& box : {dear, wrong, empty, late}) EXPECT_THAT(box.Make().wants[0].old_files, IsEmpty());
}

TEST(Planner, LooksThroughThePartOfASupersededVersionToo) {
  auto box = FarBehind();
  box.superseded["a"] = {Blob("a-v4")};
  EXPECT_THAT(box.Make().wants[0].old_files, ElementsAre(Blob("a-v1"), Blob("a-v4")));
  box.here.clear();
  box.entries[0].held.reset();
  EXPECT_THAT(box.Make().wants[0].old_files, ElementsAre(Blob("a-v4")));
}

TEST(Unneeded, KeepsTheSignatureOfAFileThatIsMissing) {
  auto box = FarBehind();
  EXPECT_THAT(Unneeded(box.entries, std::vector{Blob("a-v1"), Blob("signature")}), IsEmpty());
  EXPECT_THAT(Unneeded(box.entries, std::vector{Blob("a-v1"), Blob("a-v5"), Blob("signature")}),
              ElementsAre(Blob("signature")));
}

TEST(Unneeded, KeepsTheOldVersionUntilTheNewOneIsHeld) {
  std::vector<CatalogEntry> entries{{Lesson("a", 2, 10), Lesson("a", 1, 10)}};
  const std::vector<BlobId> here{Blob("a-v1"), Blob("a-v2")};
  EXPECT_THAT(Unneeded(entries, here), IsEmpty());
  entries[0].held = entries[0].published;
  EXPECT_THAT(Unneeded(entries, here), ElementsAre(Blob("a-v1")));
}

TEST(Unneeded, LetsGoOfWithdrawnFilesThatNobodyElseUses) {
  auto gone = Lesson("a", 1, 10);
  gone.files.push_back(AFile(FileRole::kAttachment, "shared", 10));
  gone.status = formats::ResourceStatus::kWithdrawn;
  auto other = Lesson("b", 1, 10);
  other.files.push_back(AFile(FileRole::kAttachment, "shared", 10));
  const std::vector<CatalogEntry> entries{{gone, {}}, {other, other}};
  const std::vector<BlobId> here{Blob("a-v1"), Blob("shared"), Blob("b-v1")};
  EXPECT_THAT(Unneeded(entries, here), ElementsAre(Blob("a-v1")));
}

TEST(Unneeded, KeepsPieceListsAndADeltaStillToBeApplied) {
  auto next = Lesson("a", 2, 10);
  next.files[0].pieces = Blob("list");
  next.files[0].deltas = {{formats::DeltaFormat::kZstdPatch, Blob("a-v1"), Blob("d"), 5}};
  std::vector<CatalogEntry> entries{{next, Lesson("a", 1, 10)}};
  EXPECT_THAT(Unneeded(entries, std::vector{Blob("a-v1"), Blob("list"), Blob("d")}), IsEmpty());
  entries[0].held = next;
  EXPECT_THAT(Unneeded(entries, std::vector{Blob("a-v1"), Blob("a-v2"), Blob("list"), Blob("d")}),
              UnorderedElementsAre(Blob("a-v1"), Blob("d")));
}

}  // namespace
}  // namespace lianxiao::sync
