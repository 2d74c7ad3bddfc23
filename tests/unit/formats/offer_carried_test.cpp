#include "storage/formats/offer_carried.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace lianxiao::formats {
namespace {

const OfferPiece kPiece{std::string(32, 'a'), 1'027, std::string("\0bytes", 6)};
const OfferReceipt kReceipt{std::string(32, 'd'), std::string(32, 'a'), 2, 5, {1'790'000'000'000}};

TEST(OfferCarried, WhoCarriesAPieceReadsNothingAndForgesNothing) {
  ASSERT_TRUE(InitCrypto());
  const auto box = SigningKey::Generate();
  const auto center = OpenKey::Generate();
  auto sealed = SealOfferPiece(kPiece, box, center.seal);
  EXPECT_EQ(sealed.find("bytes"), sealed.npos);
  EXPECT_EQ(OpenOfferPiece(sealed, center, box.verify), kPiece);
  EXPECT_EQ(OpenOfferPiece(sealed, center, SigningKey::Generate().verify).error().code,
            ErrorCode::kUntrusted);
  EXPECT_EQ(OpenOfferPiece(sealed, OpenKey::Generate(), box.verify).error().code, ErrorCode::kCorrupt);
  sealed.back() = static_cast<char>(sealed.back() ^ 1);
  EXPECT_EQ(OpenOfferPiece(sealed, center, box.verify).error().code, ErrorCode::kCorrupt);
}

TEST(OfferCarried, ALargestPieceFitsAndALargerOneDoesNot) {
  const OfferPiece largest{std::string(32, 'a'), 2'047, std::string(kOfferPieceBytes, 'x')};
  const auto box = SigningKey::Generate();
  const auto center = OpenKey::Generate();
  const auto sealed = SealOfferPiece(largest, box, center.seal);
  EXPECT_LE(std::ssize(sealed), kMaxSealedOfferPiece);
  EXPECT_EQ(OpenOfferPiece(sealed, center, box.verify), largest);
  auto larger = largest;
  larger.bytes += 'x';
  EXPECT_EQ(ParseOfferPiece(PackOfferPiece(larger)).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(ParseOfferPiece("short").error().code, ErrorCode::kInvalid);
}

TEST(OfferCarried, OnlyTheCountySaysHowMuchItHas) {
  const auto center = SigningKey::Generate();
  const auto text = SignOfferReceipt(kReceipt, center);
  EXPECT_EQ(OpenOfferReceipt(text, center.verify), kReceipt);
  EXPECT_EQ(OpenOfferReceipt(text, SigningKey::Generate().verify).error().code, ErrorCode::kUntrusted);
  auto changed = nlohmann::json::parse(text);
  changed["signed"]["next"] = 5;
  EXPECT_EQ(OpenOfferReceipt(changed.dump(), center.verify).error().code, ErrorCode::kUntrusted);
  auto more = kReceipt;
  more.next = 6;
  EXPECT_EQ(OpenOfferReceipt(SignOfferReceipt(more, center), center.verify).error().code,
            ErrorCode::kInvalid);
}

}  // namespace
}  // namespace lianxiao::formats
