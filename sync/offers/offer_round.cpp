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

formats::Offer StatementOf(const storage::OpenOffer& open, const std::string& device,
                           const storage::CoursewareFile& offered, const storage::CoursewareDetails& d,
                           std::vector<BlobId> pieces) {
  return {.device = device,
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
          .file_name = offered.name,
          .media_type = offered.media_type,
          .size_bytes = offered.size_bytes,
          .blob = offered.blob,
          .pieces = std::move(pieces)};
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

Result<std::vector<BlobId>> OfferRound::PiecesOf(const storage::OpenOffer& open, const storage::File& file,
                                                 const storage::CoursewareFile& offered) {
  const auto count = formats::OfferPieces(offered.size_bytes);
  if (std::ssize(open.pieces) == count) return open.pieces;
  std::vector<BlobId> pieces;
  BlobHasher whole;
  for (std::int64_t piece = 0; piece < count; ++piece) {
    LIANXIAO_ASSIGN(const auto bytes, file.ReadAt(piece * formats::kOfferPieceBytes,
                                                  formats::OfferPieceSize(piece, offered.size_bytes)));
    whole.Add(bytes);
    pieces.push_back(HashOf(bytes));
  }
  // What rotted on the disk is not offered as what the teacher brought.
  if (whole.Finish() != offered.blob) return std::vector<BlobId>();
  LIANXIAO_TRY(parts_.book.NotePieces(open.id, pieces));
  return pieces;
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
  LIANXIAO_ASSIGN(const auto pieces, PiecesOf(open, *file, *offered));
  if (pieces.empty()) return parts_.book.NoteGone(open.id);

  const auto& device = enrolled.grant.device;
  const auto url = OfferUrl(enrolled.grant.center_address, device, open.id);
  const auto introduce = [&]() -> Result<Taken> {
    const auto offer = StatementOf(open, device, *offered, item->details, pieces);
    LIANXIAO_TRY(formats::Check(offer));
    return Put(line, url, formats::SealOffer(offer, keys.sign, enrolled.center.seal), open.id);
  };
  // A statement of a long film is 90 KiB, and a center that has taken some pieces has it: the piece after the
  // last one, which there is not, makes it say what it wants.
  Taken taken{.unknown = true};
  if (open.next > 0 && open.device == device) {
    LIANXIAO_ASSIGN(taken, Put(line, url + "/pieces/" + std::to_string(pieces.size()), "", open.id));
  }
  if (taken.unknown) {
    LIANXIAO_ASSIGN(taken, introduce());
  }
  while (taken.on && taken.next < std::ssize(pieces)) {
    LIANXIAO_TRY(parts_.book.NoteNext(open.id, device, taken.next));
    if (stop()) return {};
    const auto before = taken.next;
    LIANXIAO_ASSIGN(const auto bytes, file->ReadAt(before * formats::kOfferPieceBytes,
                                                   formats::OfferPieceSize(before, offered->size_bytes)));
    if (HashOf(bytes) != pieces[static_cast<std::size_t>(before)]) return parts_.book.NoteGone(open.id);
    LIANXIAO_ASSIGN(taken, Put(line, url + "/pieces/" + std::to_string(before), bytes, open.id));
    if (taken.on && taken.next <= before) {
      return Fail(ErrorCode::kInvalid, "the center does not take a piece");
    }
  }
  if (!taken.on) return {};  // Refused; or forgotten in the middle, then it begins anew another time.
  LIANXIAO_TRY(parts_.book.NoteNext(open.id, device, taken.next));
  log_.Info("offered to the county: " + item->details.title);
  return parts_.book.NoteSent(open.id);
}

Result<OfferRound::Taken> OfferRound::Put(Line& line, const std::string& url, const std::string& body,
                                          const std::string& offer) {
  const auto answer = line.Exchange({Method::kPut, url, body, kMaxApiAnswerBytes});
  if (!answer) return Fail(answer.error());
  if (const auto said = ErrorIn(*answer)) {
    if (said->error.code == ErrorCode::kOffline) return Fail(said->error);
    if (said->key == "offer.unknown") return Taken{.unknown = true};
    // A center of last year: it may learn to take offers.
    if (said->key == "http.not_found" || said->key == "offer.closed") return Taken{};
    LIANXIAO_TRY(parts_.book.NoteRefused(offer, said->error.message));
    return Taken{};
  }
  LIANXIAO_ASSIGN(const auto next, NextIn(*answer, formats::OfferPieces(formats::kMaxOfferBytes)));
  return Taken{.on = true, .next = next};
}

}  // namespace lianxiao::sync
