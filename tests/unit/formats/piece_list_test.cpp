#include "storage/formats/piece_list.h"

#include <gtest/gtest.h>

#include "storage/base/keys.h"
#include "tests/unit/formats/samples.h"

namespace lianxiao::formats {
namespace {

constexpr auto kPiece = static_cast<std::size_t>(kPieceBytes);

PieceHasher::Names NamesOf(std::string_view bytes, std::size_t step) {
  PieceHasher hasher;
  for (std::size_t at = 0; at < bytes.size(); at += step) hasher.Add(bytes.substr(at, step));
  return hasher.Finish();
}

TEST(PieceList, NamesEveryPieceWhateverTheStepsItIsFedIn) {
  const auto bytes = RandomBytes(2 * kPiece + 77);
  const auto names = NamesOf(bytes, bytes.size());
  EXPECT_EQ(names.blob, HashOf(bytes));
  ASSERT_EQ(names.pieces.Count(), 3);
  EXPECT_EQ(names.pieces.Size(0), kPieceBytes);
  EXPECT_EQ(names.pieces.Size(2), 77);
  EXPECT_EQ(names.pieces.Offset(2), 2 * kPieceBytes);
  for (const std::size_t step : {std::size_t{4'099}, kPiece - 1, kPiece, kPiece + 1}) {
    EXPECT_EQ(NamesOf(bytes, step).pieces, names.pieces) << step;
  }
}

TEST(PieceList, ABadByteCostsOnePiece) {
  auto bytes = RandomBytes(2 * kPiece);
  const auto pieces = NamesOf(bytes, kPiece).pieces;
  bytes[kPiece + 5] = static_cast<char>(bytes[kPiece + 5] ^ 1);
  EXPECT_TRUE(pieces.Matches(0, std::string_view(bytes).substr(0, kPiece)));
  EXPECT_FALSE(pieces.Matches(1, std::string_view(bytes).substr(kPiece)));
  EXPECT_FALSE(pieces.Matches(0, std::string_view(bytes).substr(0, kPiece - 1)));
  EXPECT_FALSE(pieces.Matches(2, ""));
  EXPECT_FALSE(pieces.Matches(-1, ""));
}

TEST(PieceList, OfAFileOfOnePieceIsTheFilesOwnName) {
  for (const std::size_t size : {std::size_t{1}, kPiece}) {
    const auto bytes = RandomBytes(size);
    const auto names = NamesOf(bytes, size);
    EXPECT_EQ(names.pieces, OnePiece(names.blob, static_cast<std::int64_t>(size)));
  }
  EXPECT_EQ(NamesOf("", 1).pieces, OnePiece(HashOf(""), 0));
  EXPECT_EQ(OnePiece(HashOf(""), 0).Count(), 0);
}

TEST(PieceList, ReadsBackWhatItWrote) {
  for (const std::int64_t size :
       {std::int64_t{0}, std::int64_t{1}, kPieceBytes, kPieceBytes + 1, 5 * kPieceBytes}) {
    const auto list = NamesOf(std::string(static_cast<std::size_t>(size), 'x'), kPiece).pieces;
    EXPECT_EQ(DecodePieceList(Encode(list), size).value(), list);
  }
}

TEST(PieceList, HasTheBytesTheHeaderDraws) {
  const PieceList list{kPieceBytes + 1, {HashOf("a"), HashOf("b")}};
  EXPECT_EQ(Encode(list), std::string("LXP1\x01\0\x10\0\0\0\0\0", 12) + std::string(HashOf("a").View()) +
                              std::string(HashOf("b").View()));
}

TEST(PieceList, RefusesEveryCutAndEverySizeThatDoesNotFit) {
  const auto size = 2 * kPieceBytes + 1;
  const auto bytes = Encode({size, {HashOf("a"), HashOf("b"), HashOf("c")}});
  ASSERT_TRUE(DecodePieceList(bytes, size));
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    EXPECT_FALSE(DecodePieceList(bytes.substr(0, cut), size)) << cut;
  }
  EXPECT_FALSE(DecodePieceList(bytes + std::string(32, 'x'), size));
  EXPECT_FALSE(DecodePieceList(bytes, size + 1));
  EXPECT_FALSE(DecodePieceList(bytes, -1));
  EXPECT_FALSE(DecodePieceList("LXP2" + bytes.substr(4), size));
  const auto endless = std::string("LXP1") + std::string(8, '\xff');
  EXPECT_EQ(DecodePieceList(endless, -1).error().code, ErrorCode::kInvalid);
  EXPECT_FALSE(DecodePieceList(endless, INT64_MAX));
}

}  // namespace
}  // namespace lianxiao::formats
