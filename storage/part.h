// A blob on its way, on the disk. Private to this room; see Part in library.h.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "storage/base/spans.h"
#include "storage/library_state.h"
#include "storage/part_notes.h"
#include "storage/piece_bitmap.h"

namespace lianxiao::storage {

class PartOnDisk final : public Part {
 public:
  // The part's saved row, or a new one; `file` and `notes` are open for writing.
  struct Saved {
    std::int64_t size_bytes = 0;
    PieceBitmap pieces;
    std::map<std::int64_t, std::int64_t> hints;
  };
  PartOnDisk(LibraryState& state, const BlobId& id, Saved saved, std::unique_ptr<File> file,
             std::unique_ptr<File> notes);
  ~PartOnDisk() override;
  PartOnDisk(const PartOnDisk&) = delete;
  PartOnDisk& operator=(const PartOnDisk&) = delete;

  // Takes back what a program that was killed had put down, and records what of it makes whole pieces.
  Status TakeNoted(const formats::PieceList& pieces);

  const BlobId& blob() const override { return id_; }
  std::int64_t size_bytes() const override { return size_bytes_; }
  std::int64_t pieces() const override { return durable_.pieces(); }
  bool Has(std::int64_t piece) const override { return durable_.Has(piece); }
  std::int64_t verified_bytes() const override { return BytesOf(durable_, size_bytes_); }
  Status PutPiece(std::int64_t piece, std::string_view bytes) override;
  Status PutHint(std::int64_t piece, std::int64_t at, std::string_view bytes) override;
  Result<std::vector<Stretch>> Hints(std::int64_t piece) const override;
  void ForgetHints(std::int64_t piece) override;
  Status Flush() override;

  bool Complete() const { return durable_.Full(); }  // Every piece durable.

 private:
  Status CheckPiece(std::int64_t piece, std::int64_t at, std::size_t bytes) const;
  void Note(std::int64_t first, std::string_view bytes);
  Status TakeWhole(std::int64_t piece, const formats::PieceList& pieces);
  Status Written(std::size_t bytes);  // Flushes when a step is full.
  // Of each piece, how many bytes from its start; what lies elsewhere in it is in the notes alone.
  std::map<std::int64_t, std::int64_t> Beginnings() const;
  Status SyncNotes();

  LibraryState& state_;
  const BlobId id_;
  const std::int64_t size_bytes_;
  PieceBitmap durable_;                  // Synced and recorded.
  PieceBitmap written_;                  // At least written.
  std::map<std::int64_t, Spans> hints_;  // By piece, from its start.
  std::unique_ptr<File> file_;           // Null after a failed sync: then this part is dead.
  std::unique_ptr<PartNotes> notes_;     // Null after a failure: then a kill costs what is not recorded.
  std::int64_t unsynced_bytes_ = 0;
  bool changed_ = false;  // Since the last Flush.
  Instant last_flush_;
};

}  // namespace lianxiao::storage
