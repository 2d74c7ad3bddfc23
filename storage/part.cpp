#include "storage/part.h"

#include <algorithm>

#include "storage/library_rows.h"
#include "storage/tuning.h"

namespace lianxiao::storage {

PartOnDisk::PartOnDisk(LibraryState& state, const BlobId& id, Saved saved, std::unique_ptr<File> file,
                       std::unique_ptr<File> notes)
    : state_(state),
      id_(id),
      size_bytes_(saved.size_bytes),
      durable_(saved.pieces),
      written_(std::move(saved.pieces)),
      file_(std::move(file)),
      notes_(std::make_unique<PartNotes>(std::move(notes))),
      last_flush_(state_.clock.Now()) {
  for (const auto& [piece, bytes] : saved.hints) hints_[piece].Add(0, bytes);
}

PartOnDisk::~PartOnDisk() {
  const std::lock_guard lock(state_.mutex);
  state_.parts_in_hand.erase(id_);
}

Status PartOnDisk::TakeNoted(const formats::PieceList& pieces) {
  if (const auto loaded = notes_->Load(*file_, size_bytes_); !loaded) {
    state_.log.Warning("notes of the part of " + id_.Hex() + ": " + loaded.error().message);
    return {};
  }
  for (const auto& note : notes_->notes()) {
    const auto piece = note.first / formats::kPieceBytes, base = piece * formats::kPieceBytes;
    if (!written_.Has(piece)) hints_[piece].Add(note.first - base, note.end - base);
  }
  for (std::int64_t piece = 0; piece < this->pieces(); ++piece) {
    const auto hint = hints_.find(piece);
    if (hint == hints_.end() || hint->second.Bytes() < PieceSize(piece, size_bytes_)) continue;
    LIANXIAO_TRY(TakeWhole(piece, pieces));
  }
  return Flush();
}

// All of a piece is there, as it seems. Where there is no digest of it, only the whole can be checked, later.
Status PartOnDisk::TakeWhole(std::int64_t piece, const formats::PieceList& pieces) {
  const auto& digest = pieces.digests[static_cast<std::size_t>(piece)];
  LIANXIAO_ASSIGN(const auto bytes,
                  file_->ReadAt(piece * formats::kPieceBytes, PieceSize(piece, size_bytes_)));
  hints_.erase(piece);
  if (digest != BlobId{} && HashOf(bytes) != digest) return {};
  written_.Set(piece);
  changed_ = true;
  return {};
}

Status PartOnDisk::CheckPiece(std::int64_t piece, std::int64_t at, std::size_t bytes) const {
  if (!file_) return Fail(ErrorCode::kInternal, "the part of " + id_.Hex() + " was given up; begin it again");
  if (piece < 0 || piece >= pieces()) {
    return Fail(ErrorCode::kInvalid, "no piece " + std::to_string(piece) + " in " + id_.Hex());
  }
  const auto size = PieceSize(piece, size_bytes_);
  if (at < 0 || at > size || static_cast<std::int64_t>(bytes) > size - at) {
    return Fail(ErrorCode::kInvalid, std::to_string(bytes) + " bytes at " + std::to_string(at) +
                                         " of piece " + std::to_string(piece) + " of " +
                                         std::to_string(size));
  }
  return {};
}

Status PartOnDisk::PutPiece(std::int64_t piece, std::string_view bytes) {
  LIANXIAO_TRY(CheckPiece(piece, 0, bytes.size()));
  if (static_cast<std::int64_t>(bytes.size()) != PieceSize(piece, size_bytes_)) {
    return Fail(ErrorCode::kInvalid, std::to_string(bytes.size()) + " bytes for the whole of piece " +
                                         std::to_string(piece) + " of " + id_.Hex());
  }
  if (written_.Has(piece)) return {};  // Never write over what is verified.
  hints_.erase(piece);                 // Whatever comes of this write, the hint is no longer what it was.
  LIANXIAO_TRY(file_->WriteAt(piece * formats::kPieceBytes, bytes));
  Note(piece * formats::kPieceBytes, bytes);
  written_.Set(piece);
  return Written(bytes.size());
}

Status PartOnDisk::PutHint(std::int64_t piece, std::int64_t at, std::string_view bytes) {
  LIANXIAO_TRY(CheckPiece(piece, at, bytes.size()));
  if (written_.Has(piece) || bytes.empty()) return {};
  const auto first = piece * formats::kPieceBytes + at;
  LIANXIAO_TRY(file_->WriteAt(first, bytes));
  Note(first, bytes);
  hints_[piece].Add(at, at + static_cast<std::int64_t>(bytes.size()));
  return Written(bytes.size());
}

// Without notes all works as well; only a kill costs more.
void PartOnDisk::Note(std::int64_t first, std::string_view bytes) {
  if (!notes_) return;
  const auto noted = notes_->Add(first, bytes);
  if (noted) return;
  state_.log.Warning("notes of the part of " + id_.Hex() + ": " + noted.error().message);
  notes_.reset();
}

Status PartOnDisk::Written(std::size_t bytes) {
  changed_ = true;
  unsynced_bytes_ += static_cast<std::int64_t>(bytes);
  const bool full = unsynced_bytes_ >= tuning::kPartStepBytes;
  if (!full && state_.clock.Now() - last_flush_ < tuning::kPartStepMs) return {};
  return Flush();
}

Result<std::vector<Part::Stretch>> PartOnDisk::Hints(std::int64_t piece) const {
  LIANXIAO_TRY(CheckPiece(piece, 0, 0));
  std::vector<Stretch> stretches;
  const auto hint = hints_.find(piece);
  if (hint == hints_.end()) return stretches;
  const auto& there = hint->second;
  const auto size = PieceSize(piece, size_bytes_);
  for (auto at = there.NextFrom(0, size); at < size;) {
    const auto end = there.Until(at);
    LIANXIAO_ASSIGN(auto bytes, file_->ReadAt(piece * formats::kPieceBytes + at, end - at));
    stretches.push_back({at, std::move(bytes)});
    at = there.NextFrom(end, size);
  }
  return stretches;
}

void PartOnDisk::ForgetHints(std::int64_t piece) {
  changed_ |= hints_.erase(piece) > 0;
  if (!notes_) return;
  const auto reduced =
      notes_->Reduce([&](const PartNote& note) { return note.first / formats::kPieceBytes != piece; });
  if (!reduced) notes_.reset();
}

std::map<std::int64_t, std::int64_t> PartOnDisk::Beginnings() const {
  std::map<std::int64_t, std::int64_t> beginnings;
  for (const auto& [piece, there] : hints_) {
    if (const auto bytes = there.Until(0); bytes > 0) beginnings[piece] = bytes;
  }
  return beginnings;
}

// Of what is recorded now no notes are needed. What the row has no place for survives a power cut by them,
// which is rare enough for a sync of its own.
Status PartOnDisk::SyncNotes() {
  if (!notes_) return {};
  LIANXIAO_TRY(
      notes_->Reduce([&](const PartNote& note) { return !written_.Has(note.first / formats::kPieceBytes); }));
  const bool elsewhere = std::ranges::any_of(
      hints_, [](const auto& hint) { return hint.second.Bytes() > hint.second.Until(0); });
  return elsewhere ? notes_->Sync() : Status{};
}

Status PartOnDisk::Flush() {
  if (!changed_) return {};
  LIANXIAO_TRY(CheckPiece(0, 0, 0));
  last_flush_ = state_.clock.Now();
  if (auto synced = file_->Sync(); !synced) {
    // What the kernel could not write it may have forgotten while still showing it to readers. Nothing in
    // this file can be believed any more.
    file_.reset();
    if (auto dropped = state_.DropPart(id_); !dropped) state_.log.Error(dropped.error().message);
    return Fail(synced.error().While("part of " + id_.Hex()));
  }
  LIANXIAO_TRY(library_rows::UpdatePart(state_.journal, id_, written_, Beginnings()));
  durable_ = written_;
  unsynced_bytes_ = 0;
  changed_ = false;
  if (const auto synced = SyncNotes(); !synced) {
    state_.log.Warning("notes of the part of " + id_.Hex() + ": " + synced.error().message);
    notes_.reset();
  }
  const std::lock_guard lock(state_.mutex);
  state_.part_bytes[id_] = verified_bytes();
  return {};
}

}  // namespace lianxiao::storage
