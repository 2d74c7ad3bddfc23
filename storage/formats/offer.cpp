#include "storage/formats/offer.h"

#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "storage/base/encoding.h"
#include "storage/formats/canonical_json.h"
#include "storage/formats/envelope.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/json_fields.h"
#include "storage/formats/packing.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr std::string_view kOfferPurpose = "lianxiao offer 1";
constexpr int kOfferLevel = 6;  // Digests do not pack; the words are few.
constexpr std::size_t kDigestBytes = 32;
// As storage/courseware/details.h.
constexpr std::size_t kTitleBytes = 300, kDescriptionBytes = 4'000, kPlaceBytes = 120, kNameBytes = 200;

struct Words {
  const char* name;
  std::string Offer::*value;
  std::size_t most;
};
constexpr std::array kWords = {
    Words{"title", &Offer::title, kTitleBytes},        Words{"stage", &Offer::stage, kPlaceBytes},
    Words{"grade", &Offer::grade, kPlaceBytes},        Words{"subject", &Offer::subject, kPlaceBytes},
    Words{"edition", &Offer::edition, kPlaceBytes},    Words{"volume", &Offer::volume, kPlaceBytes},
    Words{"unit", &Offer::unit, kPlaceBytes},          Words{"author", &Offer::author, kNameBytes},
    Words{"file_name", &Offer::file_name, kNameBytes}, Words{"media_type", &Offer::media_type, kNameBytes}};

std::string Joined(const std::vector<BlobId>& pieces) {
  std::string bytes;
  for (const auto& piece : pieces) bytes += piece.View();
  return ToBase64(bytes);
}

Result<std::vector<BlobId>> Split(const std::string& text) {
  LIANXIAO_ASSIGN(const auto bytes, FromBase64(text));
  std::vector<BlobId> pieces;
  for (std::size_t at = 0; at < bytes.size(); at += kDigestBytes) {
    LIANXIAO_ASSIGN(const auto piece, BlobId::FromBytes(std::string_view(bytes).substr(at, kDigestBytes)));
    pieces.push_back(piece);
  }
  return pieces;
}

Status CheckFile(const Offer& offer) {
  if (offer.title.empty()) return Fail(ErrorCode::kInvalid, "title: empty");
  const auto& name = offer.file_name;
  if (name.empty() || name.front() == '.' || name.find_first_of("/\\") != name.npos) {
    return Fail(ErrorCode::kInvalid, "file_name: no name of a file");
  }
  LIANXIAO_TRY(CheckRange("size", offer.size_bytes, 1, kMaxOfferBytes));
  if (static_cast<std::int64_t>(offer.pieces.size()) != OfferPieces(offer.size_bytes)) {
    return Fail(ErrorCode::kInvalid, "pieces: do not add up to the size");
  }
  return {};
}

}  // namespace

std::int64_t OfferPieces(std::int64_t size_bytes) {
  return (size_bytes + kOfferPieceBytes - 1) / kOfferPieceBytes;
}

std::int64_t OfferPieceSize(std::int64_t piece, std::int64_t size_bytes) {
  return std::min(kOfferPieceBytes, size_bytes - piece * kOfferPieceBytes);
}

Status Check(const Offer& offer) {
  LIANXIAO_TRY(CheckHex("device", offer.device, 32));
  LIANXIAO_TRY(CheckHex("id", offer.id, 32));
  LIANXIAO_TRY(CheckRange("at_ms", offer.at.ms, 0));
  for (const auto& words : kWords) LIANXIAO_TRY(CheckLine(words.name, offer.*words.value, words.most));
  LIANXIAO_TRY(CheckProse("description", offer.description, kDescriptionBytes));
  LIANXIAO_TRY(CheckId("licence", offer.licence));
  return CheckFile(offer);
}

std::string ToJson(const Offer& offer) {
  json out = {{"device", offer.device},   {"id", offer.id},           {"at_ms", offer.at.ms},
              {"size", offer.size_bytes}, {"blob", offer.blob.Hex()}, {"pieces", Joined(offer.pieces)},
              {"licence", offer.licence}};
  if (!offer.description.empty()) out["description"] = offer.description;
  for (const auto& words : kWords) {
    if (!(offer.*words.value).empty()) out[words.name] = offer.*words.value;
  }
  return Compact(out);
}

Result<Offer> ParseOffer(std::string_view text) {
  LIANXIAO_ASSIGN(const auto value, ParseJson(text));
  JsonFields fields(value);
  Offer offer;
  offer.device = fields.Text("device");
  offer.id = fields.Text("id");
  offer.at.ms = fields.Integer("at_ms");
  offer.size_bytes = fields.Integer("size");
  offer.blob = fields.Blob("blob");
  offer.licence = fields.Text("licence");
  offer.description = fields.TextOr("description");
  for (const auto& words : kWords) offer.*words.value = fields.TextOr(words.name);
  const auto pieces = fields.Text("pieces");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_ASSIGN(offer.pieces, Split(pieces));
  LIANXIAO_TRY(Check(offer));
  return offer;
}

std::string SealOffer(const Offer& offer, const SigningKey& device, const SealKey& center) {
  return SealSigned(kOfferPurpose, Pack(ToJson(offer), kOfferLevel), device, center);
}

Result<Offer> OpenOffer(std::string_view sealed, const OpenKey& center, const VerifyKey& device) {
  if (sealed.size() > kMaxOfferStatement) return Fail(ErrorCode::kInvalid, "the statement is too large");
  LIANXIAO_ASSIGN(const auto packed, OpenSigned(kOfferPurpose, sealed, center, device));
  LIANXIAO_ASSIGN(const auto text, Unpack(packed, kMaxOfferUnpacked));
  return ParseOffer(text);
}

std::string_view Word(OfferState state) {
  switch (state) {
    case OfferState::kComing: return "coming";
    case OfferState::kHere: return "here";
    case OfferState::kAccepted: return "accepted";
    case OfferState::kDeclined: return "declined";
    case OfferState::kPublished: return "published";
  }
  std::abort();  // No default above, so that a new state fails to compile here.
}

Status Check(const OfferAnswer& answer) {
  LIANXIAO_TRY(CheckHex("id", answer.id, 32));
  LIANXIAO_TRY(CheckId("state", answer.state));
  LIANXIAO_TRY(CheckProse("why", answer.why, kMaxOfferWhy));
  return answer.resource.empty() ? Status{} : CheckId("resource", answer.resource);
}

}  // namespace lianxiao::formats
