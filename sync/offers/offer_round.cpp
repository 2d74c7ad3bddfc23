#include "sync/offers/offer_round.h"

#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"
#include "storage/formats/json_fields.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

std::string OfferUrl(const std::string& address, const std::string& device, const std::string& offer) {
  return address + "/api/v1/devices/" + device + "/offers/" + offer;
}

Result<std::int64_t> NextIn(const HttpAnswer& answer, std::int64_t pieces) {
  LIANXIAO_ASSIGN(const auto json, formats::ParseJson(answer.body));
  formats::JsonFields fields(json);
  const auto next = fields.Integer("next");
  LIANXIAO_TRY(fields.status());
  if (next < 0 || next > pieces) return Fail(ErrorCode::kInvalid, "the center wants a piece there is not");
  return next;
}

// The version that was offered, whether it is shown now or was replaced since.
const storage::CoursewareFile* OfferedFile(const storage::Courseware& item, std::int64_t version) {
  if (item.file.version == version) return &item.file;
  for (const auto& file : item.earlier) {
    if (file.version == version) return &file;
  }
  return nullptr;
}

}  // namespace

Status OfferRound::Run(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
                       const std::function<bool()>& stop) {
  LIANXIAO_ASSIGN(const auto waiting, parts_.book.Waiting());
  for (const auto& open : waiting) {
    if (stop()) return {};
    const auto sent = SendOne(line, enrolled, keys, open, stop);
    if (sent) continue;
    if (sent.error().code == ErrorCode::kOffline) return sent;
    log_.Warning("offer " + open.id + ": " + sent.error().message);  // The next one is not held up by it.
  }
  return {};
}

Result<std::optional<formats::Offer>> OfferRound::Statement(const storage::OpenOffer& open,
                                                            const std::string& device,
                                                            const storage::File& file,
                                                            const storage::Courseware& item) {
  const auto* offered = OfferedFile(item, open.version);
  const auto& d = item.details;
  formats::Offer offer{.device = device,
                       .id = open.id,
                       .at = open.offered,
                       .title = d.title,
                       .description = d.description,
                       .stage = d.stage,
                       .grade = d.grade,
                       .subject = d.subject,
                       .edition = d.edition,
                       .volume = d.volume,
                       .unit = d.unit,
                       .author = open.author,
                       .licence = std::string(formats::kOfferLicence),
                       .file_name = offered->name,
                       .media_type = offered->media_type,
                       .size_bytes = offered->size_bytes,
                       .blob = {},
                       .pieces = {}};
  BlobHasher whole;
  for (std::int64_t piece = 0; piece < formats::OfferPieces(offer.size_bytes); ++piece) {
    LIANXIAO_ASSIGN(const auto bytes, file.ReadAt(piece * formats::kOfferPieceBytes,
                                                  formats::OfferPieceSize(piece, offer.size_bytes)));
    whole.Add(bytes);
    offer.pieces.push_back(HashOf(bytes));
  }
  offer.blob = whole.Finish();
  // What rotted on the disk is not offered as what the teacher brought.
  if (offer.blob != offered->blob) return std::optional<formats::Offer>();
  LIANXIAO_TRY(formats::Check(offer));
  return offer;
}

Status OfferRound::SendOne(Line& line, const storage::Enrolled& enrolled, const storage::DeviceKeys& keys,
                           const storage::OpenOffer& open, const std::function<bool()>& stop) {
  const auto item = parts_.shelf.Find(open.item);
  if (!item && item.error().code != ErrorCode::kNotFound) return Fail(item.error());
  const auto* offered = item && !item->deleted ? OfferedFile(*item, open.version) : nullptr;
  if (offered == nullptr) return parts_.book.NoteGone(open.id);
  const auto path = parts_.shelf.PathOf(*offered);
  if (!path) return parts_.book.NoteGone(open.id);
  LIANXIAO_ASSIGN(const auto file, disk_.Open(*path, storage::OpenMode::kRead));
  const auto& device = enrolled.grant.device;
  LIANXIAO_ASSIGN(const auto offer, Statement(open, device, *file, *item));
  if (!offer) return parts_.book.NoteGone(open.id);

  const auto url = OfferUrl(enrolled.grant.center_address, device, open.id);
  const auto count = static_cast<std::int64_t>(offer->pieces.size());
  LIANXIAO_ASSIGN(auto next,
                  Put(line, url, formats::SealOffer(*offer, keys.sign, enrolled.center.seal), open.id));
  while (next && *next < count) {
    LIANXIAO_TRY(parts_.book.NoteNext(open.id, device, *next));
    if (stop()) return {};
    LIANXIAO_ASSIGN(const auto bytes, file->ReadAt(*next * formats::kOfferPieceBytes,
                                                   formats::OfferPieceSize(*next, offer->size_bytes)));
    const auto before = *next;
    LIANXIAO_ASSIGN(next, Put(line, url + "/pieces/" + std::to_string(before), bytes, open.id));
    if (next && *next <= before) return Fail(ErrorCode::kInvalid, "the center does not take a piece");
  }
  if (!next) return {};
  LIANXIAO_TRY(parts_.book.NoteNext(open.id, device, *next));
  log_.Info("offered to the county: " + offer->title);
  return parts_.book.NoteSent(open.id);
}

Result<std::optional<std::int64_t>> OfferRound::Put(Line& line, const std::string& url,
                                                    const std::string& body, const std::string& offer) {
  const auto answer = line.Exchange({Method::kPut, url, body, kMaxApiAnswerBytes});
  if (!answer) return Fail(answer.error());
  if (const auto said = ErrorIn(*answer)) {
    if (said->error.code == ErrorCode::kOffline) return Fail(said->error);
    // A center of last year: it may learn to take offers.
    if (said->key == "http.not_found" || said->key == "offer.closed") return std::optional<std::int64_t>();
    LIANXIAO_TRY(parts_.book.NoteRefused(offer, said->error.message));
    return std::optional<std::int64_t>();
  }
  LIANXIAO_ASSIGN(const auto next, NextIn(*answer, formats::OfferPieces(formats::kMaxOfferBytes)));
  return std::optional(next);
}

}  // namespace lianxiao::sync
