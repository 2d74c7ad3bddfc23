#include "storage/relay_offers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/false_disk.h"

namespace lianxiao::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kBox(32, 'a'), kOther(32, 'b');
const OfferName kFilm{kBox, std::string(32, '1')};

OfferName Named(char digit, const std::string& device = kBox) { return {device, std::string(32, digit)}; }

formats::OfferReceipt Has(std::int64_t next, std::int64_t pieces = 5, const OfferName& name = kFilm) {
  return {.device = name.device, .offer = name.offer, .next = next, .pieces = pieces, .at = WallTime{1}};
}

class RelayOffersTest : public testing::Test {
 protected:
  void SetUp() override { Open(); }
  void Open(OfferLimits limits = {}) {
    auto opened = RelayOffers::Open(disk_, "/offers", limits, 0);
    ASSERT_TRUE(opened) << opened.error().message;
    offers_ = *std::move(opened);
  }
  ErrorCode Piece(std::int64_t piece, const std::string& bytes = "bytes") {
    const auto taken = offers_->TakePiece(kFilm, piece, bytes);
    return taken ? ErrorCode{} : taken.error().code;
  }

  test::FalseDisk disk_;
  std::unique_ptr<RelayOffers> offers_;
};

TEST_F(RelayOffersTest, TakesNoPieceBeforeTheCountyHasSaidWhatItWants) {
  EXPECT_EQ(Piece(0), ErrorCode::kRefused);
  ASSERT_TRUE(offers_->TakeStatement(kFilm, "statement"));
  EXPECT_EQ(Piece(0), ErrorCode::kRefused);
  EXPECT_EQ(offers_->Of(kFilm)->receipt, "");
  EXPECT_THAT(offers_->Waiting(), ElementsAre(kFilm));
  EXPECT_EQ(offers_->Now().offers, 1);

  ASSERT_TRUE(offers_->PutReceipt(Has(2), "signed"));
  EXPECT_EQ(offers_->Of(kFilm)->receipt, "signed");
  EXPECT_EQ(offers_->Of(kFilm)->held, 2);
  EXPECT_EQ(Piece(1), ErrorCode::kRefused) << "the county has it";
  EXPECT_EQ(Piece(3), ErrorCode::kRefused) << "not its turn";
  EXPECT_TRUE(offers_->TakePiece(kFilm, 2, "two"));
  EXPECT_TRUE(offers_->TakePiece(kFilm, 2, "two again"));
  EXPECT_TRUE(offers_->TakePiece(kFilm, 3, "three"));
  EXPECT_EQ(offers_->Of(kFilm)->held, 4);
  EXPECT_EQ(offers_->Piece(kFilm, 2), "two");
}

TEST_F(RelayOffersTest, APieceGoesWhenTheReceiptCoversItAndAllWhenAllIsThere) {
  ASSERT_TRUE(offers_->TakeStatement(kFilm, "statement"));
  ASSERT_TRUE(offers_->PutReceipt(Has(0, 2), "none"));
  ASSERT_TRUE(offers_->TakePiece(kFilm, 0, "zero"));
  ASSERT_TRUE(offers_->TakePiece(kFilm, 1, "one"));
  EXPECT_EQ(Piece(2), ErrorCode::kRefused) << "there are two";
  ASSERT_TRUE(offers_->PutReceipt(Has(1, 2), "one"));
  EXPECT_EQ(offers_->Piece(kFilm, 0).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(offers_->Piece(kFilm, 1), "one");
  EXPECT_EQ(offers_->Now().offers, 1);
  EXPECT_EQ(offers_->Now().bytes, std::ssize(std::string("statement") + "one"));
  ASSERT_TRUE(offers_->PutReceipt(Has(2, 2), "all"));
  EXPECT_EQ(offers_->Now().offers, 0) << "what the school may still ask about waits for nobody";
  EXPECT_EQ(offers_->Bytes(), 0);
  EXPECT_THAT(offers_->Waiting(), IsEmpty());
  EXPECT_EQ(offers_->Of(kFilm)->receipt, "all") << "the school still wants to know";
}

TEST_F(RelayOffersTest, ACountyThatHasForgottenGetsWhatItAsksForAndNothingElse) {
  ASSERT_TRUE(offers_->TakeStatement(kFilm, "statement"));
  ASSERT_TRUE(offers_->PutReceipt(Has(2), "two"));
  ASSERT_TRUE(offers_->TakePiece(kFilm, 2, "two"));
  ASSERT_TRUE(offers_->PutReceipt(Has(0), "none"));
  EXPECT_EQ(offers_->Piece(kFilm, 2).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(offers_->Of(kFilm)->held, 0);
  EXPECT_TRUE(offers_->TakePiece(kFilm, 0, "zero"));
}

TEST_F(RelayOffersTest, HoldsAWindowOfAnOfferAndNoWholeFilm) {
  ASSERT_NO_FATAL_FAILURE(Open({.bytes = 100, .window_bytes = 10}));
  ASSERT_TRUE(offers_->TakeStatement(kFilm, "statement"));
  ASSERT_TRUE(offers_->PutReceipt(Has(0), "none"));
  EXPECT_TRUE(offers_->TakePiece(kFilm, 0, "12345"));
  EXPECT_TRUE(offers_->TakePiece(kFilm, 1, "12345"));
  EXPECT_EQ(Piece(2), ErrorCode::kNoSpace);
  ASSERT_TRUE(offers_->PutReceipt(Has(1), "one"));
  EXPECT_TRUE(offers_->TakePiece(kFilm, 2, "12345"));
}

TEST_F(RelayOffersTest, RubbishTakesTheRoomOfSomeStatementsUntilTheCountyRefusesIt) {
  ASSERT_NO_FATAL_FAILURE(Open({.device_offers = 4, .device_unanswered = 2, .unanswered = 3}));
  EXPECT_TRUE(offers_->TakeStatement(Named('1'), "x"));
  EXPECT_TRUE(offers_->TakeStatement(Named('2'), "x"));
  EXPECT_EQ(offers_->TakeStatement(Named('3'), "x").error().code, ErrorCode::kNoSpace);
  EXPECT_TRUE(offers_->TakeStatement(Named('4', kOther), "x"));
  EXPECT_EQ(offers_->TakeStatement(Named('5', std::string(32, 'c')), "x").error().code, ErrorCode::kNoSpace);
  ASSERT_TRUE(offers_->Drop(Named('1')));
  EXPECT_TRUE(offers_->TakeStatement(Named('5', std::string(32, 'c')), "x"));
  ASSERT_TRUE(offers_->DropDevice(kBox));
  EXPECT_THAT(offers_->Waiting(), ElementsAre(Named('4', kOther), Named('5', std::string(32, 'c'))));
}

TEST_F(RelayOffersTest, AnOfferThatNobodyGoesOnWithMakesWay) {
  ASSERT_NO_FATAL_FAILURE(Open({.device_offers = 2}));
  ASSERT_TRUE(offers_->TakeStatement(Named('1'), "x"));
  ASSERT_TRUE(offers_->PutReceipt(Has(0, 5, Named('1')), "none"));
  ASSERT_TRUE(offers_->TakeStatement(Named('2'), "x"));
  ASSERT_TRUE(offers_->PutReceipt(Has(5, 5, Named('2')), "all"));
  EXPECT_TRUE(offers_->TakeStatement(Named('3'), "x"));
  EXPECT_TRUE(offers_->Of(Named('1')));
  EXPECT_EQ(offers_->Of(Named('2')).error().code, ErrorCode::kNotFound) << "it was done";
}

TEST(RelayOffers, WhatItTookSurvivesAnyPowerCutAndHalfOfAnythingDoesNot) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    test::FalseDisk disk;
    {
      const auto before = RelayOffers::Open(disk, "/offers", {}, 0);
      ASSERT_TRUE(before && (*before)->TakeStatement(kFilm, "statement") &&
                  (*before)->PutReceipt(Has(0), "none") && (*before)->TakePiece(kFilm, 0, "zero"));
      disk.CutPowerAt(static_cast<std::int64_t>(1 + seed % 6));
      (void)(*before)->TakePiece(kFilm, 1, "one");
      if (disk.HasPower()) disk.CutPowerNow();
    }
    disk.PowerOn(seed);
    const auto after = RelayOffers::Open(disk, "/offers", {}, 0);
    ASSERT_TRUE(after) << after.error().message;
    EXPECT_EQ((*after)->Statement(kFilm), "statement") << seed;
    EXPECT_EQ((*after)->Piece(kFilm, 0), "zero") << seed;
    const auto one = (*after)->Piece(kFilm, 1);
    EXPECT_TRUE(!one || *one == "one") << seed;
    EXPECT_THAT((*after)->Waiting(), ElementsAre(kFilm)) << "the county says anew where it is";
    EXPECT_EQ((*after)->TakePiece(kFilm, 2, "two").error().code, ErrorCode::kRefused) << seed;
    ASSERT_TRUE((*after)->PutReceipt(Has(1), "one"));
    EXPECT_EQ((*after)->Piece(kFilm, 0).error().code, ErrorCode::kNotFound) << seed;
  }
}

}  // namespace
}  // namespace lianxiao::storage
