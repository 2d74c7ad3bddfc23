#include "storage/relay_offers.h"

#include "storage/formats/stick_layout.h"

namespace lianxiao::storage {
namespace {

tl::unexpected<Error> Unknown() { return Fail(ErrorCode::kNotFound, "nothing of this offer is here"); }

}  // namespace

std::int64_t RelayOffers::Here::PieceBytes() const {
  std::int64_t bytes = 0;
  for (const auto& [piece, size] : pieces) bytes += size;
  return bytes;
}

Result<std::unique_ptr<RelayOffers>> RelayOffers::Open(Disk& disk, std::string folder, OfferLimits limits,
                                                       std::int64_t keep_free_bytes) {
  std::unique_ptr<RelayOffers> offers(new RelayOffers(disk, std::move(folder), limits, keep_free_bytes));
  LIANXIAO_TRY(disk.MakeFolders(offers->PathOf("up")));
  LIANXIAO_TRY(offers->Load());
  return offers;
}

// --- What is here after a start ---

Status RelayOffers::Load() {
  LIANXIAO_ASSIGN(const auto entries, disk_.List(PathOf("up")));
  for (const auto& entry : entries) {
    if (entry.is_folder && formats::IsStickDevice(entry.name)) LIANXIAO_TRY(LoadDevice(entry.name));
  }
  return {};
}

Status RelayOffers::LoadDevice(const std::string& device) {
  const auto folder = PathOf(formats::StickUpFolder(device));
  LIANXIAO_ASSIGN(const auto entries, disk_.List(folder));
  std::vector<std::pair<formats::StickPiece, std::int64_t>> pieces;
  for (const auto& entry : entries) {
    if (entry.is_folder) continue;
    const auto path = folder + "/" + entry.name;
    LIANXIAO_ASSIGN(const auto file, disk_.Open(path, OpenMode::kRead));
    LIANXIAO_ASSIGN(const auto bytes, file->Size());
    if (const auto offer = formats::ParseStickOffer(entry.name)) {
      offers_[{device, *offer}].statement_bytes = bytes;
    } else if (auto piece = formats::ParseStickOfferPiece(entry.name)) {
      pieces.emplace_back(*std::move(piece), bytes);
    } else {  // Half written when the power went.
      LIANXIAO_TRY(disk_.Remove(path));
    }
  }
  for (const auto& [piece, bytes] : pieces) {
    const auto offer = offers_.find({device, piece.offer});
    if (offer != offers_.end()) {
      offer->second.pieces[piece.piece] = bytes;
    } else {
      LIANXIAO_TRY(disk_.Remove(PathOf(formats::StickOfferPiece(device, piece.offer, piece.piece))));
    }
  }
  return {};
}

// --- Files and room ---

Status RelayOffers::Write(const std::string& below, std::string_view bytes) {
  LIANXIAO_TRY(disk_.MakeFolders(FolderOf(PathOf(below))));
  return WriteWhole(disk_, PathOf(below), bytes);
}

Status RelayOffers::RemoveFile(const std::string& below) {
  LIANXIAO_TRY(disk_.Remove(PathOf(below)));
  return disk_.SyncFolder(FolderOf(PathOf(below)));
}

OfferLoad RelayOffers::LoadFor(const std::string& device) const {
  OfferLoad load;
  for (const auto& [name, here] : offers_) {
    load.bytes += std::max<std::int64_t>(here.statement_bytes, 0) + here.PieceBytes();
    if (!here.receipt) ++load.unanswered;
    if (name.device != device) continue;
    ++load.device_offers;
    if (!here.receipt) ++load.device_unanswered;
  }
  return load;
}

Status RelayOffers::CheckFree(std::int64_t bytes) const {
  LIANXIAO_ASSIGN(const auto free, disk_.FreeBytes(folder_));
  if (free - bytes >= keep_free_bytes_) return {};
  return Fail(ErrorCode::kNoSpace, "relay.full: the relay's own disk is full");
}

// An offer that is done, or that nobody goes on with, makes way for the school's next one.
void RelayOffers::MakeWay(const std::string& device) {
  if (LoadFor(device).device_offers < limits_.device_offers) return;
  const OfferName* least = nullptr;
  for (const auto& [name, here] : offers_) {
    if (name.device != device || !here.receipt || !here.pieces.empty()) continue;
    const bool done = here.statement_bytes < 0;
    if (least == nullptr || done) least = &name;
    if (done) break;
  }
  if (least == nullptr) return;
  const auto name = *least;  // A copy: it goes.
  // What cannot be removed now is found at the next start, and taken for an offer again.
  [[maybe_unused]] const auto dropped = DropOne(name);
}

// --- From and to boxes ---

Status RelayOffers::TakeStatement(const OfferName& name, std::string_view sealed) {
  const std::lock_guard lock(mutex_);
  const auto known = offers_.find(name);
  if (known == offers_.end()) {
    MakeWay(name.device);
    LIANXIAO_TRY(MayTakeStatement(limits_, LoadFor(name.device), std::ssize(sealed)));
  } else if (known->second.receipt) {
    return {};  // The center has it.
  }
  LIANXIAO_TRY(CheckFree(std::ssize(sealed)));
  LIANXIAO_TRY(Write(formats::StickOffer(name.device, name.offer), sealed));
  offers_[name].statement_bytes = std::ssize(sealed);
  return {};
}

Status RelayOffers::TakePiece(const OfferName& name, std::int64_t piece, std::string_view sealed) {
  const std::lock_guard lock(mutex_);
  OfferWindow window;
  const auto known = offers_.find(name);
  if (known != offers_.end() && known->second.pieces.contains(piece)) return {};  // Once is enough.
  if (known != offers_.end() && known->second.receipt) {
    window = {.answered = true,
              .next = known->second.receipt->next,
              .held = std::ssize(known->second.pieces),
              .pieces = known->second.receipt->pieces,
              .window_bytes = known->second.PieceBytes()};
  }
  LIANXIAO_TRY(MayTakePiece(limits_, LoadFor(name.device), window, piece, std::ssize(sealed)));
  LIANXIAO_TRY(CheckFree(std::ssize(sealed)));
  LIANXIAO_TRY(Write(formats::StickOfferPiece(name.device, name.offer, piece), sealed));
  known->second.pieces[piece] = std::ssize(sealed);
  return {};
}

Result<RelayOffers::Standing> RelayOffers::Of(const OfferName& name) const {
  const std::lock_guard lock(mutex_);
  const auto known = offers_.find(name);
  if (known == offers_.end()) return Unknown();
  const auto& here = known->second;
  return Standing{here.receipt_bytes, (here.receipt ? here.receipt->next : 0) + std::ssize(here.pieces)};
}

// --- To and from the center ---

std::vector<OfferName> RelayOffers::Waiting() const {
  const std::lock_guard lock(mutex_);
  std::vector<OfferName> waiting;
  for (const auto& [name, here] : offers_) {
    if (here.Waits()) waiting.push_back(name);
  }
  return waiting;
}

RelayOffers::Totals RelayOffers::Now() const {
  const std::lock_guard lock(mutex_);
  Totals totals;
  for (const auto& [name, here] : offers_) {
    if (!here.Waits()) continue;
    ++totals.offers;
    totals.bytes += std::max<std::int64_t>(here.statement_bytes, 0) + here.PieceBytes();
  }
  return totals;
}

std::optional<std::int64_t> RelayOffers::Next(const OfferName& name) const {
  const std::lock_guard lock(mutex_);
  const auto known = offers_.find(name);
  if (known == offers_.end() || !known->second.receipt) return std::nullopt;
  return known->second.receipt->next;
}

Result<std::string> RelayOffers::Statement(const OfferName& name) const {
  const std::lock_guard lock(mutex_);
  const auto known = offers_.find(name);
  if (known == offers_.end() || known->second.statement_bytes < 0) return Unknown();
  return ReadWhole(disk_, PathOf(formats::StickOffer(name.device, name.offer)), formats::kMaxOfferStatement);
}

Result<std::string> RelayOffers::Piece(const OfferName& name, std::int64_t piece) const {
  const std::lock_guard lock(mutex_);
  const auto known = offers_.find(name);
  if (known == offers_.end() || !known->second.pieces.contains(piece)) return Unknown();
  return ReadWhole(disk_, PathOf(formats::StickOfferPiece(name.device, name.offer, piece)),
                   formats::kMaxSealedOfferPiece);
}

Status RelayOffers::PutReceipt(const formats::OfferReceipt& receipt, std::string bytes) {
  const std::lock_guard lock(mutex_);
  const OfferName name{receipt.device, receipt.offer};
  const auto known = offers_.find(name);
  if (known == offers_.end()) return {};  // Dropped meanwhile.
  auto& here = known->second;
  here.receipt = receipt;
  here.receipt_bytes = std::move(bytes);
  std::int64_t follows = receipt.next;
  for (auto piece = here.pieces.begin(); piece != here.pieces.end();) {
    if (piece->first == follows) {
      ++follows;
      ++piece;
      continue;
    }
    LIANXIAO_TRY(RemoveFile(formats::StickOfferPiece(name.device, name.offer, piece->first)));
    piece = here.pieces.erase(piece);
  }
  if (receipt.next < receipt.pieces || here.statement_bytes < 0) return {};
  here.statement_bytes = -1;
  return RemoveFile(formats::StickOffer(name.device, name.offer));
}

Status RelayOffers::DropPiecesOf(const OfferName& name, Here& here) {
  for (auto piece = here.pieces.begin(); piece != here.pieces.end(); piece = here.pieces.erase(piece)) {
    LIANXIAO_TRY(RemoveFile(formats::StickOfferPiece(name.device, name.offer, piece->first)));
  }
  return {};
}

Status RelayOffers::DropOne(const OfferName& name) {
  const auto known = offers_.find(name);
  if (known == offers_.end()) return {};
  LIANXIAO_TRY(DropPiecesOf(name, known->second));
  const bool stated = known->second.statement_bytes >= 0;
  offers_.erase(known);
  return stated ? RemoveFile(formats::StickOffer(name.device, name.offer)) : Status{};
}

Status RelayOffers::DropPieces(const OfferName& name) {
  const std::lock_guard lock(mutex_);
  const auto known = offers_.find(name);
  return known == offers_.end() ? Status{} : DropPiecesOf(name, known->second);
}

Status RelayOffers::Drop(const OfferName& name) {
  const std::lock_guard lock(mutex_);
  return DropOne(name);
}

Status RelayOffers::DropDevice(const std::string& device) {
  const std::lock_guard lock(mutex_);
  std::vector<OfferName> gone;
  for (const auto& [name, here] : offers_) {
    if (name.device == device) gone.push_back(name);
  }
  for (const auto& name : gone) LIANXIAO_TRY(DropOne(name));
  return {};
}

std::int64_t RelayOffers::Bytes() const {
  const std::lock_guard lock(mutex_);
  return LoadFor("").bytes;
}

}  // namespace lianxiao::storage
