#include "center/publish/signatures.h"

#include <gtest/gtest.h>

#include <random>

#include "storage/formats/block_signature.h"

namespace lianxiao::center {
namespace {

std::string Noise(std::size_t bytes, unsigned seed) {
  std::mt19937 random(seed);
  std::string noise(bytes, '\0');
  for (auto& c : noise) c = static_cast<char>(random());
  return noise;
}

std::int64_t BlockOf(const MadeSignature& made, const std::string& file) {
  return formats::BlockFinder::Read(made.signature, std::ssize(file)).value().shape().block_bytes;
}

TEST(Signatures, CostLittleAndLeaveLittleToFetch) {
  const auto old_file = Noise(4'000'000, 1);
  auto new_file = old_file;
  new_file.insert(1'000'000, "one slide was edited");
  const auto signature = MakeBestSignature(new_file, {old_file}).value();
  ASSERT_TRUE(signature);
  EXPECT_LT(BytesMissing(*signature, new_file, old_file).value() + std::ssize(signature->signature), 20'000);
  EXPECT_EQ(BytesMissing(*signature, new_file, new_file).value(), 0);
}

TEST(Signatures, HaveSmallerBlocksWhereMoreChanged) {
  const auto old_file = Noise(4'000'000, 2);
  auto once = old_file, often = old_file;
  once.replace(2'000'000, 5, "-----");
  for (std::size_t at = 10'000; at < often.size(); at += 100'000) often.replace(at, 5, "-----");
  const auto for_once = MakeBestSignature(once, {old_file}).value();
  const auto for_often = MakeBestSignature(often, {old_file}).value();
  ASSERT_TRUE(for_once && for_often);
  EXPECT_GT(BlockOf(*for_once, once), BlockOf(*for_often, often));
}

TEST(Signatures, ThinkOfEveryOldVersion) {
  const auto first = Noise(2'000'000, 3);
  auto second = first;
  second.replace(1'000, 10, "----------");
  auto third = second;
  third.replace(1'900'000, 10, "----------");
  const auto signature = MakeBestSignature(third, {second, first}).value();
  ASSERT_TRUE(signature);
  EXPECT_LT(BytesMissing(*signature, third, first).value(), 10'000);
}

TEST(Signatures, AreNotMadeWhereTheyWouldNotHelp) {
  EXPECT_FALSE(MakeBestSignature(Noise(2'000'000, 4), {Noise(2'000'000, 5)}).value()) << "all is new";
  EXPECT_FALSE(MakeBestSignature(Noise(2'000'000, 4), {}).value()) << "nobody has an old one";
  EXPECT_FALSE(MakeBestSignature(Noise(1'000, 4), {Noise(1'000, 4)}).value()) << "the file is small";
}

TEST(Signatures, HaveARepairWhereManyPlacesChanged) {
  const auto old_file = Noise(1'000'000, 7);
  auto often = old_file;
  for (std::size_t at = 10'000; at < often.size(); at += 40'000) often.replace(at, 5, "-----");
  const auto for_same = MakeBestSignature(old_file, {old_file}).value();
  const auto for_often = MakeBestSignature(often, {old_file}).value();
  ASSERT_TRUE(for_same && for_often && for_often->repair);
  EXPECT_FALSE(for_same->repair) << "there is nothing to mend";
  EXPECT_TRUE(Check(*for_often->repair, std::ssize(often)));
  const auto plain = MadeSignature{for_often->signature, std::nullopt};
  const auto repaired = BytesMissing(*for_often, often, old_file).value();
  EXPECT_LT(repaired * 3, BytesMissing(plain, often, old_file).value());
  EXPECT_GE(for_often->repair->block_rows, 4 * 25) << "an older version lacks more";
}

TEST(Signatures, NeverCostMoreThanAFiftiethOfTheFile) {
  for (const std::size_t bytes : {std::size_t{256} << 10, std::size_t{3} << 20}) {
    const auto file = Noise(bytes, 6);
    const auto signature = MakeBestSignature(file, {file}).value();
    ASSERT_TRUE(signature);
    EXPECT_LE(signature->signature.size() * 50, bytes);
  }
}

}  // namespace
}  // namespace lianxiao::center
