#include "storage/formats/block_signature.h"

#include <gtest/gtest.h>

#include <random>

#include "storage/formats/copy_commands.h"

namespace lianxiao::formats {
namespace {

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

// Every block that was found is where it is said to be; how many were not.
std::int64_t CheckedMissing(const BlockFinder& finder, const std::string& new_file,
                            const std::vector<std::string>& old_files) {
  const auto block = static_cast<std::size_t>(finder.shape().block_bytes);
  std::int64_t missing = 0;
  for (std::size_t i = 0; i < finder.places().size(); ++i) {
    const auto& place = finder.places()[i];
    if (!place.Found()) {
      ++missing;
      continue;
    }
    const auto wanted = new_file.substr(i * block, block);
    EXPECT_EQ(old_files.at(static_cast<std::size_t>(place.old_file))
                  .substr(static_cast<std::size_t>(place.offset), wanted.size()),
              wanted)
        << i;
  }
  return missing;
}

constexpr SignatureShape kShape{1'000, 4};

TEST(BlockSignature, FindsWhatMovedAndMissesOnlyTheBlocksThatChanged) {
  const auto old_file = Noise(500'300, 1);
  auto new_file = old_file;
  new_file.insert(100'500, "a sentence more");                        // Block 100.
  new_file.replace(300'000, 40, std::string(40, '.'));                // Block 300.
  new_file = new_file.substr(400'000) + new_file.substr(0, 400'000);  // And turned around.
  const auto signature = MakeSignature(new_file, kShape).value();
  EXPECT_EQ(std::ssize(signature), SignatureBytes(std::ssize(new_file), kShape));
  auto finder = BlockFinder::Read(signature, std::ssize(new_file)).value();
  EXPECT_EQ(finder.shape(), kShape);
  ASSERT_TRUE(finder.LookThrough(From(old_file)));
  const auto missing = CheckedMissing(finder, new_file, {old_file});
  EXPECT_GE(missing, 2);
  EXPECT_LE(missing, 4);
}

TEST(BlockSignature, FindsInASecondFileWhatTheFirstLacks) {
  const auto a = Noise(100'000, 2), b = Noise(100'000, 3);
  const auto new_file = a + Noise(5'000, 4) + b;
  auto finder = BlockFinder::Read(MakeSignature(new_file, kShape).value(), std::ssize(new_file)).value();
  ASSERT_TRUE(finder.LookThrough(From(a)));
  EXPECT_EQ(CheckedMissing(finder, new_file, {a}), 105);
  ASSERT_TRUE(finder.LookThrough(From(b)));
  EXPECT_EQ(CheckedMissing(finder, new_file, {a, b}), 5);
}

TEST(BlockSignature, FindsEveryOneOfManyEqualBlocks) {
  const auto page = Noise(1'000, 5);
  std::string new_file;
  for (int i = 0; i < 50; ++i) new_file += page;
  auto finder = BlockFinder::Read(MakeSignature(new_file, kShape).value(), std::ssize(new_file)).value();
  const auto old_file = Noise(333, 6) + page + "end";
  ASSERT_TRUE(finder.LookThrough(From(old_file)));
  EXPECT_EQ(CheckedMissing(finder, new_file, {old_file}), 0);
}

// As a picture that stands on two slides: librsync goes on behind each match, and where the first copy's
// blocks match it never looks for the second's.
TEST(BlockSignature, FindsWhatTheNewFileHasTwiceAtOtherPlacesOfABlock) {
  const auto picture = Noise(60'000, 11);
  const auto new_file = Noise(1'000, 12) + picture + Noise(4'321, 13) + picture + Noise(777, 14) + picture;
  const auto old_file = Noise(3'333, 15) + picture + Noise(2'000, 16);
  auto finder = BlockFinder::Read(MakeSignature(new_file, kShape).value(), std::ssize(new_file)).value();
  ASSERT_TRUE(finder.LookThrough(From(old_file)));
  EXPECT_LE(CheckedMissing(finder, new_file, {old_file}), 1 + 6 + 2 + 2) << "what is between, and its edges";
  ASSERT_TRUE(finder.LookThrough(From(Noise(50'000, 17))));
  EXPECT_GE(CheckedMissing(finder, new_file, {old_file}), 7);
}

TEST(BlockSignature, FindsNothingInAnotherFileOrInNone) {
  const auto new_file = Noise(50'500, 7);
  auto finder = BlockFinder::Read(MakeSignature(new_file, kShape).value(), std::ssize(new_file)).value();
  ASSERT_TRUE(finder.LookThrough(From(Noise(60'000, 8))));
  ASSERT_TRUE(finder.LookThrough(From("")));
  EXPECT_EQ(CheckedMissing(finder, new_file, {}), 51);
}

TEST(BlockSignature, TellsOfADiskThatCannotBeReadAndKeepsWhatWasFoundBefore) {
  const auto new_file = Noise(2'000'000, 9);
  auto finder = BlockFinder::Read(MakeSignature(new_file, kShape).value(), std::ssize(new_file)).value();
  const auto read = finder.LookThrough([&](std::int64_t at, std::int64_t size) -> Result<std::string> {
    if (at > 1'000'000) return Fail(ErrorCode::kCorrupt, "bad sector");
    return new_file.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(size));
  });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "bad sector");
  EXPECT_LT(CheckedMissing(finder, new_file, {new_file}), 1'200);
}

TEST(BlockSignature, RefusesWhatIsNotOfAFileOfThisSize) {
  const auto new_file = Noise(10'000, 10);
  const auto good = MakeSignature(new_file, kShape).value();
  ASSERT_TRUE(BlockFinder::Read(good, 10'000));
  const auto with = [&](std::size_t at, char byte) {
    auto changed = good;
    changed[at] = byte;
    return changed;
  };
  const std::pair<const char*, Result<BlockFinder>> all[] = {
      {"empty", BlockFinder::Read("", 10'000)},
      {"cut", BlockFinder::Read(std::string_view(good).substr(0, good.size() - 1), 10'000)},
      {"longer", BlockFinder::Read(good + "x", 10'000)},
      {"other size", BlockFinder::Read(good, 10'001)},
      {"no file", BlockFinder::Read(good, 0)},
      {"other magic", BlockFinder::Read(with(3, 0x46), 10'000)},
      {"blocks of nothing", BlockFinder::Read(with(6, 0), 10'000)},
      {"huge blocks", BlockFinder::Read(with(4, 0x7F), 10'000)},
      {"sums of nothing", BlockFinder::Read(with(11, 0), 10'000)},
      {"long sums", BlockFinder::Read(with(11, 33), 10'000)}};
  for (const auto& [name, read] : all) {
    ASSERT_FALSE(read) << name;
    EXPECT_EQ(read.error().code, ErrorCode::kCorrupt) << name;
  }
}

TEST(BlockSignature, TakesLongerSumsForLargerFilesAndKeepsThemShort) {
  EXPECT_LE(ShapeFor(1 << 20, 1'024).strong_bytes, 2);
  EXPECT_EQ(ShapeFor(std::int64_t{2} << 30, 46'336).strong_bytes, 3);
  EXPECT_LE(ShapeFor(std::int64_t{1} << 40, 1 << 20).strong_bytes, 5);
}

std::string Commands(std::string_view body) { return "rs\x02\x36" + std::string(body); }

struct Read {
  std::vector<CopiedStretch> copies;
  Status status;
  bool ended = false;
};
Read ReadAll(const std::string& bytes, std::size_t step) {
  Read read;
  CopyCommands commands([&](const CopiedStretch& stretch) { read.copies.push_back(stretch); });
  for (std::size_t at = 0; at < bytes.size() && read.status; at += step) {
    read.status = commands.Feed(std::string_view(bytes).substr(at, step));
  }
  read.ended = commands.Ended();
  return read;
}

TEST(CopyCommands, CountsLiteralsAndNamesCopiesHoweverTheyAreCut) {
  using std::string_literals::operator""s;
  const auto bytes = Commands(
      "\x03"
      "abc"s +
      "\x45\x07\x64"s + "\x41\x02xy"s + "\x4A\x01\x00\x02\x00"s + "\x00"s);
  for (const std::size_t step : {1u, 2u, 5u, 100u}) {
    const auto read = ReadAll(bytes, step);
    ASSERT_TRUE(read.status) << read.status.error().message;
    EXPECT_TRUE(read.ended);
    ASSERT_EQ(read.copies.size(), 2u);
    EXPECT_EQ(read.copies[0].made, 3);
    EXPECT_EQ(read.copies[0].place, 7);
    EXPECT_EQ(read.copies[0].bytes, 100);
    EXPECT_EQ(read.copies[1].made, 105);
    EXPECT_EQ(read.copies[1].place, 256);
    EXPECT_EQ(read.copies[1].bytes, 512);
  }
}

TEST(CopyCommands, RefusesWhatIsNone) {
  using std::string_literals::operator""s;
  for (const auto& bytes : {"rs\x02\x35\x00"s, Commands("\x55"s), Commands("\x45\x00\x00"s),
                            Commands("\x54\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01\x01\x01\x01\x01\x01\x01\x01"s),
                            Commands("\x00\x00"s), Commands("\x44\x00\x00\x10\x00\x00\x00\x00\x00"s)}) {
    EXPECT_FALSE(ReadAll(bytes, 3).status);
  }
  EXPECT_FALSE(ReadAll(Commands("\x05"
                                "ab"s),
                       9)
                   .ended);
}

}  // namespace
}  // namespace lianxiao::formats
