#include "storage/part.h"

#include "storage/library_rows.h"
#include "storage/tuning.h"

namespace lianxiao::storage {

PartOnDisk::PartOnDisk(LibraryState& state, const BlobId& id, Saved saved, std::unique_ptr<File> file)
    : state_(state),
      id_(id),
      size_bytes_(saved.size_bytes),
      durable_(saved.pieces),
      written_(std::move(saved.pieces)),
      hints_(std::move(saved.hints)),
      file_(std::move(file)),
      last_flush_(state.clock.Now()) {}

PartOnDisk::~PartOnDisk() {
  const std::lock_guard lock(state_.mutex);
  state_.parts_in_hand.erase(id_);
}

Status PartOnDisk::CheckPiece(std::int64_t piece, std::size_t bytes, bool whole) const {
  if (!file_) return Fail(ErrorCode::kInternal, "the part of " + id_.Hex() + " was given up; begin it again");
  if (piece < 0 || piece >= pieces()) {
    return Fail(ErrorCode::kInvalid, "no piece " + std::to_string(piece) + " in " + id_.Hex());
  }
  const auto size = static_cast<std::int64_t>(bytes);
  const auto right = PieceSize(piece, size_bytes_);
  if (whole ? size != right : size > right) {
    return Fail(ErrorCode::kInvalid, std::to_string(size) + " bytes for piece " + std::to_string(piece) +
                                         " of " + std::to_string(right));
  }
  return {};
}

Status PartOnDisk::PutPiece(std::int64_t piece, std::string_view bytes) {
  LIANXIAO_TRY(CheckPiece(piece, bytes.size(), true));
  if (written_.Has(piece)) return {};  // Never write over what is verified.
  hints_.erase(piece);                 // Whatever comes of this write, the hint is no longer what it was.
  LIANXIAO_TRY(file_->WriteAt(piece * formats::kPieceBytes, bytes));
  written_.Set(piece);
  return Written(bytes.size());
}

Status PartOnDisk::PutHint(std::int64_t piece, std::string_view bytes) {
  LIANXIAO_TRY(CheckPiece(piece, bytes.size(), false));
  if (written_.Has(piece)) return {};
  hints_.erase(piece);
  LIANXIAO_TRY(file_->WriteAt(piece * formats::kPieceBytes, bytes));
  if (!bytes.empty()) hints_[piece] = static_cast<std::int64_t>(bytes.size());
  return Written(bytes.size());
}

Status PartOnDisk::Written(std::size_t bytes) {
  changed_ = true;
  unsynced_bytes_ += static_cast<std::int64_t>(bytes);
  const bool full = unsynced_bytes_ >= tuning::kPartStepBytes;
  if (!full && state_.clock.Now() - last_flush_ < tuning::kPartStepMs) return {};
  return Flush();
}

Result<std::string> PartOnDisk::Hint(std::int64_t piece) const {
  LIANXIAO_TRY(CheckPiece(piece, 0, false));
  const auto hint = hints_.find(piece);
  if (hint == hints_.end()) return std::string();
  return file_->ReadAt(piece * formats::kPieceBytes, hint->second);
}

Status PartOnDisk::Flush() {
  if (!changed_) return {};
  LIANXIAO_TRY(CheckPiece(0, 0, false));
  last_flush_ = state_.clock.Now();
  if (auto synced = file_->Sync(); !synced) {
    // What the kernel could not write it may have forgotten while still showing it to readers. Nothing in
    // this file can be believed any more.
    file_.reset();
    if (auto dropped = state_.DropPart(id_); !dropped) state_.log.Error(dropped.error().message);
    return Fail(synced.error().While("part of " + id_.Hex()));
  }
  LIANXIAO_TRY(library_rows::UpdatePart(state_.journal, id_, written_, hints_));
  durable_ = written_;
  unsynced_bytes_ = 0;
  changed_ = false;
  const std::lock_guard lock(state_.mutex);
  state_.part_bytes[id_] = verified_bytes();
  return {};
}

}  // namespace lianxiao::storage
