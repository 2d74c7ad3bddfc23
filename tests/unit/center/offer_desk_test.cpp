#include "center/offers/offer_desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "center/ingest/table.h"
#include "center/registry/registry.h"
#include "tests/unit/center/fake_clock.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Box {
  SigningKey sign = SigningKey::Generate();
  OpenKey seal = OpenKey::Generate();
  std::string id;
};

// A PDF of that many bytes.
std::string Pdf(std::size_t size) {
  std::string bytes = "%PDF-1.7\n";
  for (std::uint32_t i = 1; bytes.size() + 6 < size; i = i * 1'664'525 + 1'013'904'223) {
    bytes += static_cast<char>(i >> 24);
  }
  return bytes + "%%EOF\n";
}

class OfferDeskTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    keys_.sign = SigningKey::Generate();
    keys_.seal = OpenKey::Generate();
    Reopen();
    box_ = Enrolled("shiyangtang");
  }
  void Reopen() {
    registry_.reset();
    const formats::CenterCard card{"县", keys_.sign.verify, keys_.seal.seal, std::string(64, '0')};
    auto opened =
        Registry::Open(temp_.At("center.db"), keys_, card, "{}", clock_,
                       {.public_address = "http://10.0.3.7:8440", .offers_folder = temp_.At("offers")});
    ASSERT_TRUE(opened) << opened.error().message;
    registry_ = *std::move(opened);
  }
  Box Enrolled(const std::string& school) {
    Box box;
    const auto code = formats::ParseEnrolmentCode(registry_->MakeCode(school, "石羊塘村小", "")->text);
    const auto sealed = registry_->Enrol(formats::SealRequest(
        {code->secret, box.sign.verify, box.seal.seal, "schoold", "arm"}, keys_.seal.seal));
    box.id = formats::OpenGrant(sealed.value(), box.seal, keys_.sign.verify)->device;
    return box;
  }
  static std::string PieceOf(const std::string& bytes, std::size_t n) {
    return bytes.substr(n * formats::kOfferPieceBytes, formats::kOfferPieceBytes);
  }
  formats::Offer OfferOf(const std::string& bytes, char digit = 'a') const {
    formats::Offer offer{.device = box_.id, .id = std::string(32, digit), .at = {5}};
    offer.title = "分数, \"一\"";
    offer.stage = "小学", offer.grade = "三年级", offer.subject = "数学";
    offer.author = "王芳";
    offer.licence = formats::kOfferLicence;
    offer.file_name = "分数.pdf";
    offer.media_type = "application/pdf";
    offer.size_bytes = static_cast<std::int64_t>(bytes.size());
    offer.blob = HashOf(bytes);
    for (std::size_t n = 0; n * formats::kOfferPieceBytes < bytes.size(); ++n) {
      offer.pieces.push_back(HashOf(PieceOf(bytes, n)));
    }
    return offer;
  }
  Result<std::int64_t> Offer(const formats::Offer& offer, const Box& by) {
    return registry_->TakeOffer(by.id, formats::SealOffer(offer, by.sign, keys_.seal.seal));
  }
  Result<std::int64_t> Piece(const std::string& bytes, std::size_t n, char digit = 'a') {
    return registry_->TakeOfferPiece(box_.id, std::string(32, digit), static_cast<std::int64_t>(n),
                                     PieceOf(bytes, n));
  }
  void SendAll(const std::string& bytes, char digit = 'a') {
    ASSERT_TRUE(Offer(OfferOf(bytes, digit), box_));
    for (std::size_t n = 0; n * formats::kOfferPieceBytes < bytes.size(); ++n) {
      ASSERT_TRUE(Piece(bytes, n, digit));
    }
  }
  std::string StateOf(char digit = 'a') { return registry_->offers().Find(std::string(32, digit))->state; }
  std::vector<formats::OfferAnswer> InTheLetter() {
    const auto sealed = registry_->mailbox().LetterFor(box_.id);
    EXPECT_TRUE(sealed) << (sealed ? "" : sealed.error().message);
    return formats::OpenLetter(sealed->bytes, box_.seal, keys_.sign.verify)->offers;
  }

  TempFolder temp_;
  FakeClock clock_;
  CenterKeys keys_;
  std::unique_ptr<Registry> registry_;
  Box box_;
  storage::RealDisk disk_;
};

TEST_F(OfferDeskTest, GoesOnAtThePieceThatIsMissingAlsoAfterARestart) {
  const auto bytes = Pdf(600'000);
  EXPECT_EQ(Offer(OfferOf(bytes), box_), 0);
  EXPECT_EQ(Piece(bytes, 0), 1);
  EXPECT_EQ(Piece(bytes, 0), 1) << "an answer was lost: nothing is taken twice";
  EXPECT_EQ(Piece(bytes, 2), 1) << "not its turn";
  Reopen();
  EXPECT_EQ(Offer(OfferOf(bytes), box_), 1);
  EXPECT_EQ(Piece(bytes, 1), 2);
  EXPECT_EQ(StateOf(), "coming");
  EXPECT_EQ(Piece(bytes, 2), 3);
  EXPECT_EQ(StateOf(), "here");
  EXPECT_EQ(storage::ReadWhole(disk_, *registry_->offers().PathOf(std::string(32, 'a')), 1 << 20), bytes);
}

TEST_F(OfferDeskTest, TakesNothingThatABoxOfTheCountyHasNotSigned) {
  const auto bytes = Pdf(300'000);
  const auto offer = OfferOf(bytes);
  Box stranger;
  stranger.id = box_.id;
  EXPECT_EQ(Offer(offer, stranger).error().code, ErrorCode::kUntrusted);
  stranger.id = std::string(32, 'f');
  EXPECT_THAT(Offer(offer, stranger).error().message, StartsWith("offer.unknown_device"));
  EXPECT_EQ(Piece(bytes, 0).error().code, ErrorCode::kNotFound) << "no statement, no piece";
  ASSERT_TRUE(Offer(offer, box_));
  const auto forged = registry_->TakeOfferPiece(box_.id, offer.id, 0, PieceOf(Pdf(300'001), 0) + "x");
  EXPECT_EQ(forged.error().code, ErrorCode::kCorrupt);
  const auto other = Enrolled("longtan");
  EXPECT_EQ(registry_->TakeOfferPiece(other.id, offer.id, 0, PieceOf(bytes, 0)).error().code,
            ErrorCode::kNotFound);
  ASSERT_TRUE(registry_->Revoke(box_.id, "lost"));
  EXPECT_THAT(Piece(bytes, 0).error().message, StartsWith("device.revoked"));
}

TEST_F(OfferDeskTest, LooksAtTheFileItselfWhateverTheBoxSays) {
  const std::string page = "<html><script>alert(1)</script>";
  SendAll(page);
  EXPECT_EQ(StateOf(), "declined");
  ASSERT_EQ(InTheLetter().size(), 1U);
  EXPECT_FALSE(InTheLetter()[0].why.empty());
}

TEST_F(OfferDeskTest, WhatIsAcceptedLiesInAFolderThatImportReads) {
  const auto bytes = Pdf(300'000);
  SendAll(bytes);
  const std::string id(32, 'a');
  const auto folder = registry_->offers().Accept(id, "石羊塘村小");
  ASSERT_TRUE(folder) << folder.error().message;
  EXPECT_EQ(registry_->offers().Accept(id, "石羊塘村小"), *folder) << "again is no mistake";
  EXPECT_EQ(storage::ReadWhole(disk_, *folder + "/分数.pdf", 1 << 20), bytes);
  auto text = *storage::ReadWhole(disk_, *folder + "/resources.csv", 1 << 20);
  Findings findings;
  const auto table = ReadCsvTable("resources.csv", text.substr(3), findings);
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_EQ(table.rows[0].Find(Column::kTitle)->text, "分数, \"一\"");
  EXPECT_EQ(table.rows[0].Find(Column::kTeacher)->text, "王芳");
  EXPECT_EQ(table.rows[0].Find(Column::kId)->text, ResourceOfOffer(id));
  for (const auto column : RequiredColumns()) EXPECT_TRUE(table.rows[0].Find(column)) << Chinese(column);
  EXPECT_EQ(InTheLetter()[0].state, "accepted");
}

TEST_F(OfferDeskTest, TheLetterSaysWhenItIsPublished) {
  SendAll(Pdf(1'000));
  ASSERT_TRUE(registry_->offers().Accept(std::string(32, 'a'), "村小"));
  std::set<std::string> library;
  const auto note = [&] {
    return registry_->offers().NotePublished(
        [&](const std::set<std::string>&) { return Result<std::set<std::string>>(library); });
  };
  ASSERT_TRUE(note());
  EXPECT_EQ(InTheLetter()[0].state, "accepted");
  library.insert(ResourceOfOffer(std::string(32, 'a')));
  ASSERT_TRUE(note());
  EXPECT_EQ(InTheLetter()[0], (formats::OfferAnswer{std::string(32, 'a'), "published", "",
                                                    ResourceOfOffer(std::string(32, 'a'))}));
}

TEST_F(OfferDeskTest, TheFolderOfOneThatIsPublishedGoesAndNoOther) {
  SendAll(Pdf(300'000));
  const std::string id(32, 'a');
  EXPECT_THAT(registry_->offers().RemoveFolder(id).error().message, StartsWith("offer.not_published"));
  const auto folder = *registry_->offers().Accept(id, "村小");
  EXPECT_GT(registry_->offers().FolderBytes(id).value_or(0), 300'000) << "the file and its table";
  EXPECT_THAT(registry_->offers().RemoveFolder(id).error().message, StartsWith("offer.not_published"));
  EXPECT_TRUE(*disk_.Exists(folder + "/分数.pdf")) << "it is still to be imported";
  ASSERT_TRUE(registry_->offers().NotePublished(
      [](const std::set<std::string>& resources) { return Result<std::set<std::string>>(resources); }));
  ASSERT_TRUE(registry_->offers().RemoveFolder(id));
  EXPECT_EQ(registry_->offers().FolderBytes(id), 0);
  EXPECT_FALSE(*disk_.Exists(folder + "/分数.pdf"));
  EXPECT_TRUE(registry_->offers().RemoveFolder(id)) << "what is gone is gone";
  EXPECT_EQ(registry_->offers().RemoveFolder(std::string(32, 'b')).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(InTheLetter()[0].state, "published");
}

TEST_F(OfferDeskTest, ADeclineSaysWhyAndItsBytesGo) {
  SendAll(Pdf(1'000));
  const std::string id(32, 'a');
  const auto path = *registry_->offers().PathOf(id);
  EXPECT_THAT(registry_->offers().Decline(id, "").error().message, StartsWith("offer.why"));
  ASSERT_TRUE(registry_->offers().Decline(id, "第三页有错"));
  EXPECT_EQ(InTheLetter()[0].why, "第三页有错");
  EXPECT_FALSE(*disk_.Exists(path));
  EXPECT_THAT(registry_->offers().Accept(id, "村小").error().message, StartsWith("offer.not_here"));
  EXPECT_THAT(registry_->offers().Decline(id, "x").error().message, StartsWith("offer.not_here"));
}

TEST_F(OfferDeskTest, OneSchoolCannotFillTheCountysDisk) {
  for (int i = 0; i < OfferDesk::kMostOpen; ++i) {
    auto offer = OfferOf(Pdf(1'000));
    offer.id = std::string(30, 'a') + std::to_string(10 + i);
    ASSERT_TRUE(Offer(offer, box_)) << i;
  }
  EXPECT_THAT(Offer(OfferOf(Pdf(1'000), 'b'), box_).error().message, StartsWith("offer.full"));
}

TEST_F(OfferDeskTest, ATitleIsNoFormulaInASpreadsheet) {
  auto offer = OfferOf(Pdf(1'000));
  offer.title = "=HYPERLINK(\"http://evil\")";
  EXPECT_THAT(TableOfOffer(offer, "gx-1", "村小"), HasSubstr("\" =HYPERLINK(\"\"http://evil\"\")\""));
}

}  // namespace
}  // namespace lianxiao::center
