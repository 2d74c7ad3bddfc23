#include "storage/formats/parity_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "storage/base/encoding.h"

namespace lianxiao::formats {
namespace {

constexpr std::int64_t kBlockBytes = 10;

std::vector<std::string> Blocks(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::string> blocks(count, std::string(kBlockBytes, '\0'));
  for (auto& block : blocks) {
    for (auto& byte : block) byte = random() % 4 == 0 ? '\0' : static_cast<char>(random());
  }
  return blocks;
}

ParityRows ParityOf(const std::vector<std::string>& blocks, std::int64_t rows) {
  ParityRows parity(rows, kBlockBytes);
  for (std::size_t i = 0; i < blocks.size(); ++i) parity.Add(static_cast<std::int64_t>(i), blocks[i]);
  return parity;
}

class Lost : public testing::TestWithParam<unsigned> {};

TEST_P(Lost, AreFoundAgainWhicheverTheyAre) {
  std::mt19937 random(GetParam());
  const auto blocks = Blocks(200 + random() % 200, GetParam());
  std::vector<std::int64_t> lost(blocks.size());
  std::iota(lost.begin(), lost.end(), 0);
  std::ranges::shuffle(lost, random);
  lost.resize(1 + random() % 30);
  std::ranges::sort(lost);

  const auto made = ParityOf(blocks, 30).Bytes();
  ParityRows rows(std::ssize(lost), kBlockBytes);
  rows.AddRows(std::string_view(made).substr(0, lost.size() * kBlockBytes));
  std::string expected;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (std::ranges::count(lost, static_cast<std::int64_t>(i)) == 0) {
      rows.Add(static_cast<std::int64_t>(i), blocks[i]);
    } else {
      expected += blocks[i];
    }
  }
  EXPECT_EQ(rows.Solve(lost), expected);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Lost, testing::Range(1u, 13u));

TEST(ParityRows, ReachFromTheFirstBlockToTheLastOfTheMost) {
  const std::int64_t last = ParityRows::kMostRowsAndBlocks - 3;
  ParityRows rows(2, kBlockBytes);
  rows.Add(0, "0123456789");
  rows.Add(last, "abcdefghij");
  EXPECT_EQ(rows.Solve({0, last}), "0123456789abcdefghij");
}

TEST(ParityRows, AreNoughtWhenAllIsTakenAway) {
  auto rows = ParityOf(Blocks(7, 1), 3);
  EXPECT_FALSE(rows.AllZero());
  const auto blocks = Blocks(7, 1);
  for (std::size_t i = 0; i < blocks.size(); ++i) rows.Add(static_cast<std::int64_t>(i), blocks[i]);
  EXPECT_TRUE(rows.AllZero());
}

TEST(ParityRows, TakeAShorterBlockAsFollowedByZeros) {
  ParityRows shorter(2, kBlockBytes), longer(2, kBlockBytes);
  shorter.Add(5, "abc");
  longer.Add(5, std::string("abc\0\0\0\0\0\0\0", 10));
  EXPECT_EQ(shorter.Bytes(), longer.Bytes());
}

// Computed apart from this program, by the definition in the header: boxes and centers of all versions agree.
TEST(ParityRows, AreTheSameBytesForEver) {
  ParityRows rows(2, 4);
  rows.Add(0, std::string("\x00\x01\x12\x34", 4));
  rows.Add(3, std::string("\xff\xff\x00\x00", 4));
  EXPECT_EQ(ToHex(rows.Bytes()), "245dd4a04b6f1807");
}

}  // namespace
}  // namespace lianxiao::formats
