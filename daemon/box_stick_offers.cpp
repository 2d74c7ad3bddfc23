#include "daemon/box_stick_offers.h"

namespace lianxiao::daemon {

Result<storage::Enrolled> BoxStickOffers::Enrolment() const {
  LIANXIAO_ASSIGN(auto enrolled, state_.Enrolment());
  if (!enrolled) return Fail(ErrorCode::kInvalid, "stick.not_enrolled: enrol this box first");
  return *std::move(enrolled);
}

Result<sync::OpenedOffer> BoxStickOffers::Open(const std::string& offer,
                                               const storage::Enrolled& enrolled) const {
  LIANXIAO_ASSIGN(const auto open, files_.Waiting(offer));
  LIANXIAO_ASSIGN(auto opened, files_.Open(open, enrolled.grant.device));
  if (!opened) return Fail(ErrorCode::kNotFound, "the file is not what was offered any more");
  LIANXIAO_TRY(formats::Check(opened->statement));
  return *std::move(opened);
}

Result<std::vector<web::StickOffers::Offer>> BoxStickOffers::Waiting() const {
  LIANXIAO_ASSIGN(const auto enrolled, Enrolment());
  LIANXIAO_ASSIGN(const auto waiting, parts_.book.Waiting());
  std::vector<Offer> offers;
  for (const auto& open : waiting) {
    LIANXIAO_ASSIGN(const auto pieces, files_.PiecesOf(open));
    // For another identity of this box the county takes all of it anew.
    const auto next = open.device == enrolled.grant.device ? open.next : 0;
    if (pieces > 0) offers.push_back({open.id, next, pieces});
  }
  return offers;
}

Result<std::string> BoxStickOffers::Statement(const std::string& offer) {
  LIANXIAO_ASSIGN(const auto enrolled, Enrolment());
  LIANXIAO_ASSIGN(const auto keys, state_.Keys());
  LIANXIAO_ASSIGN(const auto opened, Open(offer, enrolled));
  return formats::SealOffer(opened.statement, keys.sign, enrolled.center.seal);
}

Result<std::string> BoxStickOffers::Piece(const std::string& offer, std::int64_t piece) {
  LIANXIAO_ASSIGN(const auto enrolled, Enrolment());
  LIANXIAO_ASSIGN(const auto keys, state_.Keys());
  LIANXIAO_ASSIGN(const auto opened, Open(offer, enrolled));
  if (piece < 0 || piece >= opened.Pieces()) return Fail(ErrorCode::kNotFound, "there is no such piece");
  LIANXIAO_ASSIGN(auto bytes, files_.Piece(opened, piece));
  if (!bytes) return Fail(ErrorCode::kNotFound, "the file is not what was offered any more");
  return formats::SealOfferPiece({offer, piece, *std::move(bytes)}, keys.sign, enrolled.center.seal);
}

Result<bool> BoxStickOffers::TakeReceipt(const std::string& text) {
  LIANXIAO_ASSIGN(const auto enrolled, Enrolment());
  const auto receipt = formats::OpenOfferReceipt(text, enrolled.center.sign);
  if (!receipt) return Fail(receipt.error().While("stick.bad_receipt"));
  if (receipt->device != enrolled.grant.device) {
    return Fail(ErrorCode::kUntrusted, "stick.bad_receipt: it is for another box");
  }
  return parts_.book.TakeReceipt(*receipt);
}

}  // namespace lianxiao::daemon
