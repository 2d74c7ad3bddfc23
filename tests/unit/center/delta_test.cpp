#include <gtest/gtest.h>

#include <random>

#include "center/publish/copy_finder.h"
#include "center/publish/delta_maker.h"
#include "center/publish/delta_plan.h"
#include "center/publish/rdiff.h"

namespace lianxiao::center {
namespace {

std::string Noise(std::size_t bytes, unsigned seed) {
  std::mt19937 random(seed);
  std::string noise(bytes, '\0');
  for (auto& c : noise) c = static_cast<char>(random());
  return noise;
}

TEST(DeltaMaker, ASmallEditCostsLittleAndGivesTheNewFile) {
  const auto old_file = Noise(200'000, 1);
  auto new_file = old_file;
  new_file.replace(100'000, 20, "one slide was edited");
  new_file.insert(50'000, "a new sentence");
  const auto delta = MakeDelta(old_file, new_file, 100'000).value();
  ASSERT_TRUE(delta);
  EXPECT_LT(delta->bytes.size(), 3'000u);
  EXPECT_EQ(ApplyDelta(*delta, old_file, new_file.size()).value(), new_file);
}

TEST(DeltaMaker, KeepsNothingThatIsTooLarge) {
  EXPECT_FALSE(MakeDelta(Noise(50'000, 1), Noise(50'000, 2), 25'000).value());
  EXPECT_FALSE(MakeDelta("a", "b", 0).value());
}

TEST(DeltaMaker, BothWaysGiveTheNewFile) {
  const auto old_file = Noise(100'000, 3);
  const auto new_file = old_file.substr(40'000) + old_file.substr(0, 40'000) + "the end";
  const auto commands = RdiffDelta(old_file, new_file, 512).value();
  EXPECT_EQ(RdiffPatch(old_file, commands, new_file.size()).value(), new_file);
  EXPECT_LT(commands.size(), 2'000u);
}

// An index as videos have it: the offset of each chunk, which a cut at the head shifts by the same amount.
std::string Offsets(std::uint32_t first) {
  std::string table;
  std::mt19937 random(7);
  for (int i = 0; i < 4'000; ++i) {
    first += static_cast<std::uint32_t>(1'000 + random() % 30'000);
    for (int shift = 24; shift >= 0; shift -= 8) table += static_cast<char>(first >> shift);
  }
  return table;
}

TEST(DeltaMaker, AVideoPackedAnewCostsNextToNothing) {
  const auto pictures = Noise(400'000, 5);
  const auto sizes = Noise(8'000, 6);  // Of each picture; they stay.
  const auto old_file = "head" + pictures + sizes + Offsets(1'000) + "end";
  const auto new_file = "head" + (sizes + Offsets(21'013) + "end") + pictures;
  const auto delta = MakeDelta(old_file, new_file, 100'000).value();
  ASSERT_TRUE(delta);
  EXPECT_EQ(delta->format, formats::DeltaFormat::kCopyDelta);
  EXPECT_LT(delta->bytes.size(), 2'000u) << "the index alone has 16,000";
  EXPECT_EQ(ApplyDelta(*delta, old_file, new_file.size()).value(), new_file);
}

TEST(DeltaMaker, PacksWhatPacks) {
  std::string page;
  for (int i = 0; i < 2'000; ++i) page += "第" + std::to_string(i) + "题：口算除法。";
  const auto packed = PackWhole(page, MostPackedBytes(static_cast<std::int64_t>(page.size()))).value();
  ASSERT_TRUE(packed);
  EXPECT_EQ(packed->format, formats::DeltaFormat::kPacked);
  EXPECT_LT(packed->bytes.size() * 5, page.size());
  EXPECT_EQ(ApplyDelta(*packed, {}, page.size()).value(), page);
  EXPECT_FALSE(PackWhole(Noise(100'000, 6), MostPackedBytes(100'000)).value());
}

TEST(CopyFinder, MakesAnyFileOfAnyOther) {
  std::mt19937 random(11);
  for (int round = 0; round < 60; ++round) {
    const auto old_file = Noise(random() % 60'000, static_cast<unsigned>(random()));
    std::string new_file;
    for (auto parts = random() % 12; parts > 0; --parts) {
      auto part = random() % 3 == 0 || old_file.empty()
                      ? Noise(random() % 5'000, static_cast<unsigned>(random()))
                      : old_file.substr(random() % old_file.size(), random() % 20'000);
      for (auto edits = random() % 20; edits > 0 && !part.empty(); --edits) ++part[random() % part.size()];
      new_file += part;
    }
    const auto ops = FindCopies(old_file, new_file);
    for (const auto least_bytes : {0, 100, 3'000}) {
      const auto fewer = WithoutShortCopies(ops, least_bytes);
      const auto delta = formats::EncodeCopyDelta(fewer, old_file, new_file, 3);
      std::string made(new_file.size(), '\0');
      const auto applied = formats::ApplyCopyDelta(old_file, delta, made);
      ASSERT_TRUE(applied) << applied.error().message;
      ASSERT_EQ(made, new_file) << round;
    }
  }
}

TEST(CopyFinder, SendsOnceWhatWasPutInAtManyPlaces) {
  std::mt19937 random(12);
  std::string old_file, sentence;
  for (int i = 0; i < 20'000; ++i) old_file += "line " + std::to_string(random()) + ";\n";
  for (int i = 0; i < 12; ++i) sentence += old_file.substr(random() % 300'000, 20);
  auto once = old_file, often = old_file;
  once.insert(100'000, sentence);
  for (std::size_t at = 50'000; at < 250'000; at += 50'000) often.insert(at, sentence);
  const auto of_once = CopyDelta(old_file, once)->size(), of_often = CopyDelta(old_file, often)->size();
  EXPECT_LT(of_often, of_once + 3 * 20) << "each further time is one place";
  EXPECT_LT(WithoutShortCopies(FindCopies(old_file, often), 64).size(), FindCopies(old_file, often).size());
}

TEST(CopyFinder, LeavesFilesWithNothingInCommonToOtherWays) {
  EXPECT_FALSE(CopyDelta(Noise(50'000, 1), Noise(50'000, 2)));
}

TEST(DeltaMaker, ADamagedDeltaIsNoticed) {
  const auto old_file = Noise(100'000, 4);
  auto delta = *MakeDelta(old_file, old_file + "more", 50'000).value();
  EXPECT_FALSE(ApplyDelta(delta, old_file, old_file.size() + 5));
  delta.bytes.resize(delta.bytes.size() / 2);
  EXPECT_FALSE(ApplyDelta(delta, old_file, old_file.size() + 4));
  EXPECT_FALSE(RdiffPatch(old_file, "no delta", 100));
  const auto commands = RdiffDelta(old_file, old_file, 512).value();
  EXPECT_FALSE(RdiffPatch("short", commands, old_file.size()));
  EXPECT_FALSE(RdiffPatch(old_file, commands, 1'000));
}

formats::File FileOf(formats::FileRole role, const std::string& path, const std::string& content) {
  return {.role = role, .path = path, .size_bytes = 10'000, .blob = HashOf(content)};
}

TEST(DeltaPlan, StartsFromWhatTheFileReplaces) {
  using formats::FileRole;
  formats::Resource v1, v2, v3;
  v1.files = {FileOf(FileRole::kMain, "a.mp4", "a1"), FileOf(FileRole::kAttachment, "b.pdf", "b1")};
  v2.files = {FileOf(FileRole::kMain, "a.mp4", "a2"), FileOf(FileRole::kAttachment, "b.pdf", "b1")};
  v3.files = {FileOf(FileRole::kMain, "renamed.mp4", "a3"), FileOf(FileRole::kAttachment, "b.pdf", "b1"),
              FileOf(FileRole::kSubtitle, "a.vtt", "new")};
  EXPECT_EQ(PlanDeltas(v3, {v2, v1}), (std::vector<DeltaJob>{{HashOf("a2"), HashOf("a3"), 10'000},
                                                             {HashOf("a1"), HashOf("a3"), 10'000}}));
  v3.files[0].size_bytes = 1'000;
  EXPECT_TRUE(PlanDeltas(v3, {v2, v1}).empty());
}

TEST(DeltaPlan, GuessesNothingAmongSeveralFilesOfARole) {
  using formats::FileRole;
  formats::Resource v1, v2;
  v1.files = {FileOf(FileRole::kPackage, "a.js", "a"), FileOf(FileRole::kPackage, "b.js", "b")};
  v2.files = {FileOf(FileRole::kPackage, "c.js", "c")};
  EXPECT_TRUE(PlanDeltas(v2, {v1}).empty());
}

TEST(DeltaPlan, ADeltaHasToSaveSomething) {
  EXPECT_EQ(MostDeltaBytes(100'000, 0.5), 50'000);
  EXPECT_EQ(MostDeltaBytes(100'000, 1.0), 99'744);
  EXPECT_LE(MostDeltaBytes(256, 0.5), 0);
}

TEST(DeltaPlan, OffersAPackedFileOfKindsThatPack) {
  formats::Resource draft;
  draft.files = {FileOf(formats::FileRole::kMain, "a.html", "a"),
                 FileOf(formats::FileRole::kAttachment, "b.mp4", "b")};
  draft.files[0].media_type = "text/html";
  draft.files[1].media_type = "video/mp4";
  EXPECT_EQ(PlanDeltas(draft, {}), (std::vector<DeltaJob>{{BlobId{}, HashOf("a"), 10'000}}));
}

}  // namespace
}  // namespace lianxiao::center
