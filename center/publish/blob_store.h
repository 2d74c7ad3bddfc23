// The repository's blobs, as the county writes them. A blob is there whole or not at all, and one that is
// there is never written again. Safe from any thread.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "storage/base/digest.h"
#include "storage/base/result.h"
#include "storage/disk.h"
#include "storage/formats/catalog.h"
#include "storage/formats/package_layout.h"
#include "storage/formats/piece_list.h"
#include "storage/mapped_file.h"

namespace lianxiao::center {

class BlobStore {
 public:
  // `county` is the county's folder. Empties the scratch folder.
  static Result<BlobStore> Open(storage::Disk& disk, std::string county);

  Result<bool> Has(const BlobId& id) const;
  // Size of a blob; kNotFound.
  Result<std::int64_t> Size(const BlobId& id) const;
  std::string PathOf(const BlobId& id) const;
  // What its bytes hash to now, read whole.
  Result<formats::PieceHasher::Names> NamesOf(const BlobId& id) const;

  // A folder for files on their way in; emptied by Open.
  std::string Scratch() const;
  // Blobs end to end, mapped; their bytes take room in the scratch folder until it is gone.
  Result<storage::MappedFile> LayOut(const formats::PackageLayout& layout);
  Status RemoveScratch(const std::string& path) { return disk_->Remove(path); }

  // Copies a file in under its digest, and its piece list when it has one. kInvalid when its bytes are no
  // longer what `file` says, piece list included: somebody wrote to it since it was checked.
  Status PutFile(const std::string& disk_path, const formats::File& file);
  Result<BlobId> PutBytes(std::string_view bytes);
  // Copies a blob to `path`, outside of here, unless it is there whole; how many bytes that took. Durable
  // when it returns. kCorrupt: the blob here is damaged.
  Result<std::optional<std::int64_t>> CopyOut(const BlobId& id, const std::string& path) const;

 private:
  BlobStore(storage::Disk& disk, std::string county) : disk_(&disk), county_(std::move(county)) {}
  Result<BlobId> Write(std::string_view bytes);  // Under writing_.
  Status MoveIn(const std::string& scratch, const BlobId& id);

  storage::Disk* disk_;
  std::string county_;
  // Held while a scratch file, which is named after its blob, is written and moved in: two threads may bring
  // the same bytes. A pointer, so that a store can be returned.
  std::unique_ptr<std::mutex> writing_ = std::make_unique<std::mutex>();
  std::int64_t laid_out_ = 0;  // Names its scratch files. Under writing_.
};

}  // namespace lianxiao::center
