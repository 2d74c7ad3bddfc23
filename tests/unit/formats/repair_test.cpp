#include "storage/formats/repair.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace lianxiao::formats {
namespace {

using testing::HasSubstr;

constexpr RepairShape kShape{.block_bytes = 64, .sum_bytes = 6, .sum_rows = 300, .block_rows = 40};
constexpr SignatureShape kLarge{1'024, 3};

std::string Noise(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

BlockFinder::ReadBytes From(const std::string& bytes) {
  return [&bytes](std::int64_t at, std::int64_t size) -> Result<std::string> {
    return at < std::ssize(bytes) ? bytes.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(size))
                                  : std::string();
  };
}

// A box with one old file.
struct Box {
  std::string new_file, old_file, repair = MakeRepair(new_file, kShape);

  Mending::ReadOld Old() const {
    return [this](std::int32_t, std::int64_t at, std::int64_t size) { return From(old_file)(at, size); };
  }
  std::string Part(const Mending::Range& range) const {
    return repair.substr(static_cast<std::size_t>(range.first), static_cast<std::size_t>(range.Bytes()));
  }
  Mending Begin() const {
    auto finder = BlockFinder::Read(MakeSignature(new_file, kLarge).value(), std::ssize(new_file)).value();
    EXPECT_TRUE(finder.LookThrough(From(old_file)));
    return {kShape, std::ssize(new_file), finder.places(), kLarge.block_bytes};
  }
  // The new file as the box puts it together; empty: it does not come to that.
  std::string Mend(Mending& mending) const {
    if (!mending.TakeSums(Part(mending.SumsWanted().value()), Old())) return "";
    EXPECT_TRUE(mending.LookThrough(0, From(old_file)));
    std::string blocks;
    if (const auto wanted = mending.BlocksWanted()) {
      const auto taken = mending.TakeBlocks(Part(*wanted), Old());
      if (!taken) return "";
      blocks = *taken;
    }
    std::string made;
    std::size_t next = 0;
    for (const auto& place : mending.places()) {
      made += place.Found() ? old_file.substr(static_cast<std::size_t>(place.offset), 64)
                            : blocks.substr(64 * next++, 64);
    }
    made.resize(new_file.size());
    return made;
  }
};

// Edits that move what is behind them, in place, at the ends; of a length that no block divides.
Box Edited() {
  Box box{.new_file = "", .old_file = Noise(200'037, 1), .repair = ""};
  box.new_file = box.old_file;
  box.new_file.insert(150'001, "a sentence more");
  box.new_file.replace(90'000, 20, "--------------------");
  box.new_file.erase(30'000, 77);
  box.new_file = "from the start" + box.new_file + "to the end";
  box.repair = MakeRepair(box.new_file, kShape);
  return box;
}

TEST(Mending, PutsTogetherWhatIsInNoOldFile) {
  const auto box = Edited();
  auto mending = box.Begin();
  const auto large = std::ssize(mending.missing());
  EXPECT_GE(large, 4 * 1'024 / 64);
  EXPECT_TRUE(box.Mend(mending) == box.new_file);
  EXPECT_LE(std::ssize(mending.missing()), 9) << "five edits, each over a border at most, and the end";
}

TEST(Mending, AsksForSoManyRowsAsItLacksBlocksAndOneThatHasToAgree) {
  const auto box = Edited();
  auto mending = box.Begin();
  const auto sums = mending.SumsWanted().value();
  EXPECT_EQ(sums, (Mending::Range{0, (std::ssize(mending.missing()) + 1) * 6}));
  EXPECT_GT(mending.LikelyBytes(), sums.Bytes() + 2 * kRangeHeadBytes);
  ASSERT_TRUE(mending.TakeSums(box.Part(sums), box.Old()));
  ASSERT_TRUE(mending.LookThrough(0, From(box.old_file)));
  EXPECT_EQ(mending.BlocksWanted(), (Mending::Range{1'800, 1'800 + std::ssize(mending.missing()) * 64}));
}

TEST(Mending, AsksForNothingWhereTooMuchIsMissing) {
  const Box box{.new_file = Noise(100'000, 2) + Noise(100'000, 3), .old_file = Noise(100'000, 3)};
  EXPECT_FALSE(box.Begin().SumsWanted());
}

TEST(Mending, LeavesMoreBlocksThanThereAreRowsForToOthers) {
  Box box{.new_file = Noise(200'000, 4), .old_file = "", .repair = ""};
  box.old_file = box.new_file;
  box.new_file.replace(10'000, 60 * 64, Noise(60 * 64, 5));
  box.repair = MakeRepair(box.new_file, kShape);
  auto mending = box.Begin();
  ASSERT_TRUE(mending.TakeSums(box.Part(mending.SumsWanted().value()), box.Old()));
  ASSERT_TRUE(mending.LookThrough(0, From(box.old_file)));
  EXPECT_GT(std::ssize(mending.missing()), 59);
  EXPECT_FALSE(mending.BlocksWanted());
}

TEST(Mending, TellsWhenABlockWasTakenForAnother) {
  const auto box = Edited();
  auto mending = box.Begin();
  const auto other_bytes = [&](std::int32_t, std::int64_t at, std::int64_t size) -> Result<std::string> {
    auto bytes = From(box.old_file)(at, size).value();
    if (at < 100'000 && at + size > 100'000) bytes[static_cast<std::size_t>(100'000 - at)] ^= 1;
    return bytes;
  };
  const auto part = box.Part(mending.SumsWanted().value());
  const auto taken = mending.TakeSums(part, other_bytes);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(taken.error().message, HasSubstr("taken for another"));
  ASSERT_TRUE(mending.TakeSums(part, box.Old())) << "nothing was changed by that";
  ASSERT_TRUE(mending.LookThrough(0, From(box.old_file)));
  EXPECT_FALSE(mending.TakeBlocks(box.Part(mending.BlocksWanted().value()), other_bytes));
}

TEST(Mending, BelievesNoRepairOfAnotherFileOrWithAFlippedBit) {
  auto box = Edited();
  const auto good = box.repair;
  for (const std::size_t at : {std::size_t{3}, std::size_t{1'810}}) {
    box.repair[at] ^= 16;
    auto mending = box.Begin();
    EXPECT_EQ(box.Mend(mending), "") << at;
    box.repair = good;
  }
  box.repair = MakeRepair(box.old_file, kShape);
  auto mending = box.Begin();
  EXPECT_EQ(box.Mend(mending), "");
}

TEST(Mending, TellsOfAnOldFileThatCannotBeReadAnyMore) {
  const auto box = Edited();
  auto mending = box.Begin();
  const auto gone = [](std::int32_t, std::int64_t, std::int64_t) -> Result<std::string> {
    return Fail(ErrorCode::kInternal, "a bad sector");
  };
  EXPECT_THAT(mending.TakeSums(box.Part(mending.SumsWanted().value()), gone).error().message,
              HasSubstr("a bad sector"));
  const auto shorter = [](std::int32_t, std::int64_t, std::int64_t) -> Result<std::string> { return "x"; };
  EXPECT_FALSE(mending.TakeSums(box.Part(mending.SumsWanted().value()), shorter));
  EXPECT_FALSE(mending.TakeSums("cut short", box.Old()));
}

TEST(Mending, LeavesOffAsSoonAsItIsToldToStop) {
  const auto box = Edited();
  const auto part = box.Part(box.Begin().SumsWanted().value());
  int asked = 0, stop_at = 1 << 20;
  const auto begin = [&] {
    auto mending = box.Begin();
    asked = 0;
    mending.StopWhen([&] { return ++asked >= stop_at; });
    return mending;
  };
  auto all = begin();
  ASSERT_TRUE(all.TakeSums(part, box.Old()));
  const auto questions = asked;
  EXPECT_GT(questions, 200'000 / 64) << "one for each block, and for each sum";
  for (stop_at = 1; stop_at <= questions; stop_at += 397) {
    auto mending = begin();
    EXPECT_EQ(mending.TakeSums(part, box.Old()).error().code, ErrorCode::kOffline);
    EXPECT_LE(asked, stop_at + 1);
  }
  all.StopWhen([] { return true; });
  EXPECT_EQ(all.LookThrough(0, From(box.old_file)).error().code, ErrorCode::kOffline);
}

TEST(RepairShape, IsRefusedWhereItCannotBe) {
  EXPECT_TRUE(Check(kShape, 200'000));
  auto odd = kShape, sums = kShape, none = kShape, heavy = kShape;
  odd.block_bytes = 65;
  sums.sum_bytes = 5;
  none.block_rows = 0;
  heavy.block_rows = 60'000;
  for (const auto& wrong : {odd, sums, none, heavy}) EXPECT_FALSE(Check(wrong, 200'000));
  EXPECT_FALSE(Check(kShape, 0));
  EXPECT_FALSE(Check(kShape, 65'536 * 64)) << "more blocks than the code tells apart";
}

// Computed apart from this program, by the definition in the header.
TEST(RepairSum, IsTheSameNumberForEver) {
  const RepairShape shape{.block_bytes = 32, .sum_bytes = 8, .sum_rows = 1, .block_rows = 1};
  EXPECT_EQ(RepairSum("a block of the new file, 32 long", shape), 0x5f74f896f895bac4);
  EXPECT_EQ(RepairSum("short", shape), 0x67c22b6fb74a6068);
}

}  // namespace
}  // namespace lianxiao::formats
