// The county's side of its delegated libraries: whom it delegates to, and what it takes in from them.
//
//   stick ──lists signed, newer, in date, own paths──▶ shards as signed, own ids──▶ files as named ──▶ blobs,
//   then one row of the book; the next publish names it to boxes
//
// Until the row is written nothing of it is anywhere that a box would look, and cut off anywhere the same
// command goes on. What refuses begins with a key of the string catalog. Used from one thread; holds the
// county's lock.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "center/libraries/library_book.h"
#include "center/publish/blob_store.h"
#include "center/publish/progress.h"
#include "center/publish/workshop.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/disk.h"
#include "storage/folder_lock.h"

namespace lianxiao::center {

struct LibraryWish {
  std::string name;
  std::string title;
  std::vector<VerifyKey> keys;
  std::int64_t threshold = 1;
};

struct TakenLibrary {
  std::string name;
  std::int64_t version = 0;
  WallTime expires;
  std::int64_t resources = 0, new_blobs = 0, new_bytes = 0;
};

class LibraryDesk {
 public:
  // Give a disk whose files everyone may read, as to Publisher. kRefused: somebody else works in `county`.
  static Result<std::unique_ptr<LibraryDesk>> Open(storage::Disk& disk, const Clock& clock,
                                                   const std::string& county);

  // Delegates to a library, or gives one other keys, by which alone it speaks from then on. Boxes hear of it
  // with the first lists that are taken. kInvalid as CheckDelegation; library.key_of_other,
  // library.name_taken.
  Status Add(const LibraryWish& wish);
  // Takes the delegation back: with the next publish boxes let go of what it brought. library.unknown.
  Status Remove(const std::string& name);
  // What a library's makers exported to `folder`. As CheckLists,
  // CheckLibraryShard, CheckTogether; library.unknown, closed, missing, damaged.
  Result<TakenLibrary> Take(const std::string& folder, const Progress& progress);
  Result<std::vector<LibraryRow>> All() const { return workshop_->Libraries().All(); }

 private:
  LibraryDesk(storage::Disk& disk, const Clock& clock, storage::FolderLock lock,
              std::unique_ptr<Workshop> workshop, BlobStore blobs)
      : disk_(disk),
        clock_(clock),
        lock_(std::move(lock)),
        workshop_(std::move(workshop)),
        blobs_(std::move(blobs)) {}
  Result<LibraryRow> OpenLibrary(const std::string& name) const;

  storage::Disk& disk_;
  const Clock& clock_;
  const storage::FolderLock lock_;
  const std::unique_ptr<Workshop> workshop_;
  BlobStore blobs_;
};

}  // namespace lianxiao::center
