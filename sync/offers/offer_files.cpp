#include "sync/offers/offer_files.h"

namespace lianxiao::sync {
namespace {

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

Result<std::vector<BlobId>> OfferFiles::Digests(const storage::OpenOffer& open, const storage::File& file,
                                                const storage::CoursewareFile& offered) const {
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

Result<std::optional<OpenedOffer>> OfferFiles::Gone(const std::string& id) const {
  LIANXIAO_TRY(parts_.book.NoteGone(id));
  return std::optional<OpenedOffer>();
}

Result<std::optional<OpenedOffer>> OfferFiles::Open(const storage::OpenOffer& open,
                                                    const std::string& device) const {
  const auto item = parts_.shelf.Find(open.item);
  if (!item && item.error().code != ErrorCode::kNotFound) return Fail(item.error());
  const auto* offered = item && !item->deleted ? OfferedFile(*item, open.version) : nullptr;
  if (offered == nullptr) return Gone(open.id);
  const auto path = parts_.shelf.PathOf(*offered);
  if (!path) return Gone(open.id);
  LIANXIAO_ASSIGN(auto file, disk_.Open(*path, storage::OpenMode::kRead));
  LIANXIAO_ASSIGN(auto pieces, Digests(open, *file, *offered));
  if (pieces.empty()) return Gone(open.id);
  return std::optional(
      OpenedOffer{StatementOf(open, device, *offered, item->details, std::move(pieces)), std::move(file)});
}

Result<std::optional<std::string>> OfferFiles::Piece(const OpenedOffer& offer, std::int64_t piece) const {
  LIANXIAO_ASSIGN(auto bytes, offer.file->ReadAt(piece * formats::kOfferPieceBytes,
                                                 formats::OfferPieceSize(piece, offer.statement.size_bytes)));
  if (HashOf(bytes) == offer.statement.pieces[static_cast<std::size_t>(piece)]) {
    return std::optional(std::move(bytes));
  }
  LIANXIAO_TRY(parts_.book.NoteGone(offer.statement.id));
  return std::optional<std::string>();
}

Result<storage::OpenOffer> OfferFiles::Waiting(const std::string& id) const {
  LIANXIAO_ASSIGN(auto waiting, parts_.book.Waiting());
  for (auto& open : waiting) {
    if (open.id == id) return std::move(open);
  }
  return Fail(ErrorCode::kNotFound, "offer " + id + " does not wait here");
}

Result<std::int64_t> OfferFiles::PiecesOf(const storage::OpenOffer& open) const {
  const auto item = parts_.shelf.Find(open.item);
  if (!item && item.error().code != ErrorCode::kNotFound) return Fail(item.error());
  const auto* offered = item && !item->deleted ? OfferedFile(*item, open.version) : nullptr;
  return offered == nullptr ? 0 : formats::OfferPieces(offered->size_bytes);
}

}  // namespace lianxiao::sync
