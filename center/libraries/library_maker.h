// The other side: the folder in which a studio or a paired school makes its library, on a computer of its
// own.
//
//   DIR/library.json   its name; written last, so it marks a whole folder
//   DIR/library.key    its key, locked; mode 0600
//   DIR/NAME.pub       the public half, for the county
//   DIR/workshop.db, workshop.lock, scratch/   what was handed in and signed; one process at a time
//   DIR/repository/blobs/                      the files
//
//   import ──▶ drafts ──export──▶ versions, deltas, shards ──signed──▶ a folder for the county
//   (library_tree.h)
//
// Each export has a version of its own and is good for a year, so exporting again is also how it is renewed.
// Errors begin with a key of the string catalog. Used from one thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "center/ingest/ingest.h"
#include "center/keys/key_file.h"
#include "center/publish/blob_store.h"
#include "center/publish/draft_desk.h"
#include "center/publish/progress.h"
#include "center/publish/publisher.h"
#include "center/publish/workshop.h"
#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/disk.h"
#include "storage/folder_lock.h"

namespace lianxiao::center {

// Good for so long after an export; the county says sixty days before that it is due.
inline constexpr std::int64_t kLibraryDays = 365;

struct ExportedLibrary {
  std::int64_t version = 0;
  WallTime expires;
  std::int64_t resources = 0, deltas = 0;
  std::int64_t copied = 0, copied_bytes = 0;  // Files that were not in the folder yet.
};

class LibraryMaker {
 public:
  // Makes the folder and its key. kInvalid library.name_bad, library.folder_taken.
  static Status Init(storage::Disk& disk, const Clock& clock, const std::string& folder,
                     const std::string& name, const Passphrase& passphrase, const LockCost& cost = {});
  // kNotFound library.no_folder: it is none of these.
  static Result<std::string> NameOf(storage::Disk& disk, const std::string& folder);
  static std::string KeyFileOf(const std::string& folder) { return folder + "/library.key"; }
  static std::string PublicFileOf(const std::string& folder, const std::string& name) {
    return folder + "/" + name + ".pub";
  }
  // Another key in the place of one that was lost or stolen, which stays beside it as library.key.ID.old.
  static Status NewKey(storage::Disk& disk, const Clock& clock, const std::string& folder,
                       const Passphrase& passphrase, const LockCost& cost = {});

  static Result<std::unique_ptr<LibraryMaker>> Open(storage::Disk& disk, const Clock& clock,
                                                    const std::string& folder);
  const std::string& name() const { return name_; }

  // As Publisher::Import. kInvalid library.foreign_id names the first row whose id does not begin with NAME-.
  Result<ImportSummary> Import(const std::vector<Draft>& drafts);
  // Everything handed in, signed by `keys`, into the folder `out`, with a version above `after` and all
  // before. kInvalid library.other_tree: another library is there. What the county would refuse is refused
  // here too.
  Result<ExportedLibrary> Export(const std::vector<SigningKey>& keys, const std::string& out,
                                 std::int64_t after, const Progress& progress);
  Result<std::int64_t> NewestVersion() const { return workshop_->NewestSigned(name_); }
  Result<std::int64_t> Published() const { return workshop_->Published(); }
  Result<std::size_t> Drafts() const;  // Handed in since the last export.

 private:
  LibraryMaker(storage::Disk& disk, const Clock& clock, std::string name, storage::FolderLock lock,
               std::unique_ptr<Workshop> workshop, BlobStore blobs)
      : disk_(disk),
        clock_(clock),
        name_(std::move(name)),
        lock_(std::move(lock)),
        workshop_(std::move(workshop)),
        blobs_(std::move(blobs)) {}
  Result<std::string> Sign(const std::vector<SigningKey>& keys,
                           const std::map<std::string, std::string>& shards, WallTime now,
                           ExportedLibrary& exported);
  Status WriteFiles(const std::map<std::string, std::string>& shards, const std::string& out,
                    const Progress& progress, ExportedLibrary& exported) const;
  Status WriteBlob(const BlobId& blob, const std::string& out, ExportedLibrary& exported) const;

  storage::Disk& disk_;
  const Clock& clock_;
  const std::string name_;
  const storage::FolderLock lock_;
  const std::unique_ptr<Workshop> workshop_;
  BlobStore blobs_;
  DraftDesk desk_{clock_, *workshop_, blobs_};
};

}  // namespace lianxiao::center
