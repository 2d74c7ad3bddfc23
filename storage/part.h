// A blob on its way, on the disk. Private to this room; see Part in library.h.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "storage/library_state.h"
#include "storage/piece_bitmap.h"

namespace lianxiao::storage {

class PartOnDisk final : public Part {
 public:
  // The part's saved row, or a new one; `file` is open for writing.
  struct Saved {
    std::int64_t size_bytes = 0;
    PieceBitmap pieces;
    std::map<std::int64_t, std::int64_t> hints;
  };
  PartOnDisk(LibraryState& state, const BlobId& id, Saved saved, std::unique_ptr<File> file);
  ~PartOnDisk() override;
  PartOnDisk(const PartOnDisk&) = delete;
  PartOnDisk& operator=(const PartOnDisk&) = delete;

  const BlobId& blob() const override { return id_; }
  std::int64_t size_bytes() const override { return size_bytes_; }
  std::int64_t pieces() const override { return durable_.pieces(); }
  bool Has(std::int64_t piece) const override { return durable_.Has(piece); }
  std::int64_t verified_bytes() const override { return BytesOf(durable_, size_bytes_); }
  Status PutPiece(std::int64_t piece, std::string_view bytes) override;
  Status PutHint(std::int64_t piece, std::string_view bytes_from_piece_start) override;
  Result<std::string> Hint(std::int64_t piece) const override;
  Status Flush() override;

  bool Complete() const { return durable_.Full(); }  // Every piece durable.

 private:
  Status CheckPiece(std::int64_t piece, std::size_t bytes, bool whole) const;
  Status Written(std::size_t bytes);  // Flushes when a step is full.

  LibraryState& state_;
  const BlobId id_;
  const std::int64_t size_bytes_;
  PieceBitmap durable_;  // Synced and recorded.
  PieceBitmap written_;  // At least written.
  std::map<std::int64_t, std::int64_t> hints_;
  std::unique_ptr<File> file_;  // Null after a failed sync: then this part is dead.
  std::int64_t unsynced_bytes_ = 0;
  bool changed_ = false;  // Since the last Flush.
  Instant last_flush_;
};

}  // namespace lianxiao::storage
