#include "storage/formats/offer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/formats/letter.h"

namespace lianxiao::formats {
namespace {

using testing::HasSubstr;
using testing::Not;

Offer Sample() {
  Offer offer{.device = std::string(32, 'd'), .id = std::string(32, 'a'), .at = {1'790'000'000'000}};
  offer.title = "分数的初步认识";
  offer.description = "导学单\n两页";
  offer.stage = "小学", offer.grade = "三年级", offer.subject = "数学", offer.unit = "第八单元";
  offer.author = "王芳";
  offer.licence = kOfferLicence;
  offer.file_name = "分数.pdf";
  offer.media_type = "application/pdf";
  offer.size_bytes = kOfferPieceBytes + 1;
  offer.blob = HashOf("whole");
  offer.pieces = {HashOf("one"), HashOf("two")};
  return offer;
}

TEST(Offer, TheCountyReadsWhatTheBoxSigned) {
  ASSERT_TRUE(InitCrypto());
  const auto box = SigningKey::Generate();
  const auto center = OpenKey::Generate();
  const auto sealed = SealOffer(Sample(), box, center.seal);
  EXPECT_EQ(OpenOffer(sealed, center, box.verify), Sample());
  EXPECT_EQ(OpenOffer(sealed, center, SigningKey::Generate().verify).error().code, ErrorCode::kUntrusted);
  EXPECT_EQ(OpenOffer(sealed, OpenKey::Generate(), box.verify).error().code, ErrorCode::kCorrupt);
}

TEST(Offer, WhatDoesNotAddUpIsRefused) {
  const auto complaint = [](auto change) {
    auto offer = Sample();
    change(offer);
    const auto read = ParseOffer(ToJson(offer));
    return read ? std::string("taken") : read.error().message;
  };
  EXPECT_EQ(complaint([](Offer&) {}), "taken");
  EXPECT_THAT(complaint([](Offer& o) { o.title.clear(); }), HasSubstr("title"));
  EXPECT_THAT(complaint([](Offer& o) { o.title = "a\nb"; }), HasSubstr("title"));
  EXPECT_THAT(complaint([](Offer& o) { o.pieces.pop_back(); }), HasSubstr("pieces"));
  EXPECT_THAT(complaint([](Offer& o) { o.size_bytes = 0; }), HasSubstr("size"));
  EXPECT_THAT(complaint([](Offer& o) { o.size_bytes = kMaxOfferBytes + 1; }), HasSubstr("size"));
  for (const auto* name : {"", "../../etc/passwd", ".htaccess", "a\\b.pdf"}) {
    EXPECT_THAT(complaint([&](Offer& o) { o.file_name = name; }), HasSubstr("file_name")) << name;
  }
  EXPECT_THAT(complaint([](Offer& o) { o.id = "../x"; }), HasSubstr("id"));
  EXPECT_THAT(complaint([](Offer& o) { o.licence.clear(); }), HasSubstr("licence"));
}

TEST(Offer, ThePiecesOfTheLargestOneFitIntoAStatement) {
  ASSERT_TRUE(InitCrypto());
  auto offer = Sample();
  offer.size_bytes = kMaxOfferBytes;
  offer.pieces.clear();
  for (std::int64_t i = 0; i < OfferPieces(kMaxOfferBytes); ++i)
    offer.pieces.push_back(HashOf(std::to_string(i)));
  const auto box = SigningKey::Generate();
  const auto center = OpenKey::Generate();
  const auto sealed = SealOffer(offer, box, center.seal);
  EXPECT_LE(sealed.size(), kMaxOfferStatement);
  EXPECT_EQ(OpenOffer(sealed, center, box.verify), offer);
  EXPECT_EQ(OfferPieceSize(OfferPieces(kMaxOfferBytes) - 1, kMaxOfferBytes), kOfferPieceBytes);
  EXPECT_EQ(OfferPieceSize(1, kOfferPieceBytes + 1), 1);
}

TEST(Offer, ALetterBringsTheCountysWordAndALetterWithoutIsAsBefore) {
  Letter letter{.device = std::string(32, 'd'), .number = 1, .at = {5}};
  EXPECT_THAT(ToJson(letter), Not(HasSubstr("offers")));
  letter.offers = {{std::string(32, 'a'), "declined", "第三页有错", ""},
                   {std::string(32, 'b'), "something-newer", "", "gx-1"}};
  EXPECT_EQ(ParseLetter(ToJson(letter)), letter);
  letter.offers[1].id = letter.offers[0].id;
  EXPECT_THAT(ParseLetter(ToJson(letter)).error().message, HasSubstr("offers[1]"));
}

}  // namespace
}  // namespace lianxiao::formats
