#include "storage/formats/offer_carried.h"

#include <nlohmann/json.hpp>

#include "storage/base/encoding.h"
#include "storage/formats/envelope.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/json_fields.h"
#include "storage/formats/signed_json.h"

namespace lianxiao::formats {
namespace {

constexpr std::string_view kPiecePurpose = "lianxiao offer piece 1";
constexpr SignedWord kOfferReceipt{"lianxiao offer receipt 1", "the offer's receipt", kMaxOfferReceipt};
constexpr std::size_t kOfferIdBytes = 16, kPieceHeadBytes = kOfferIdBytes + 4;

}  // namespace

std::string PackOfferPiece(const OfferPiece& piece) {
  std::string body = FromHex(piece.offer).value_or(std::string(kOfferIdBytes, '\0'));
  for (int i = 0; i < 4; ++i) body += static_cast<char>((piece.piece >> (8 * i)) & 0xff);
  return body + piece.bytes;
}

Result<OfferPiece> ParseOfferPiece(std::string_view body) {
  if (body.size() < kPieceHeadBytes || body.size() > kPieceHeadBytes + kOfferPieceBytes) {
    return Fail(ErrorCode::kInvalid, "the piece is shorter or longer than one can be");
  }
  OfferPiece piece{.offer = ToHex(body.substr(0, kOfferIdBytes)), .bytes = {}};
  for (std::size_t i = 4; i-- > 0;) {
    piece.piece = piece.piece << 8 | static_cast<unsigned char>(body[kOfferIdBytes + i]);
  }
  piece.bytes = body.substr(kPieceHeadBytes);
  return piece;
}

std::string SealOfferPiece(const OfferPiece& piece, const SigningKey& device, const SealKey& center) {
  return SealSigned(kPiecePurpose, PackOfferPiece(piece), device, center);
}

Result<OfferPiece> OpenOfferPiece(std::string_view sealed, const OpenKey& center, const VerifyKey& device) {
  if (std::ssize(sealed) > kMaxSealedOfferPiece) return Fail(ErrorCode::kInvalid, "the piece is too large");
  LIANXIAO_ASSIGN(const auto body, OpenSigned(kPiecePurpose, sealed, center, device));
  return ParseOfferPiece(body);
}

std::string SignOfferReceipt(const OfferReceipt& receipt, const SigningKey& center) {
  return SignJson(kOfferReceipt,
                  {{"device", receipt.device},
                   {"offer", receipt.offer},
                   {"next", receipt.next},
                   {"pieces", receipt.pieces},
                   {"at_ms", receipt.at.ms}},
                  center);
}

Result<OfferReceipt> OpenOfferReceipt(std::string_view text, const VerifyKey& center) {
  LIANXIAO_ASSIGN(const auto body, OpenSignedJson(kOfferReceipt, text, center));
  JsonFields fields(body, "signed");
  OfferReceipt receipt;
  receipt.device = fields.Text("device");
  receipt.offer = fields.Text("offer");
  receipt.next = fields.Integer("next");
  receipt.pieces = fields.Integer("pieces");
  receipt.at.ms = fields.Integer("at_ms");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(CheckHex("signed.device", receipt.device, 32));
  LIANXIAO_TRY(CheckHex("signed.offer", receipt.offer, 32));
  LIANXIAO_TRY(CheckRange("signed.pieces", receipt.pieces, 1, OfferPieces(kMaxOfferBytes)));
  LIANXIAO_TRY(CheckRange("signed.next", receipt.next, 0, receipt.pieces));
  return receipt;
}

}  // namespace lianxiao::formats
