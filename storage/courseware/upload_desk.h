// Files on their way from a browser into the box, a piece after the other. Private to this room.
//
//   Begin ─▶ Put … ─▶ Finish: synced ─▶ kind by its content ─▶ whole hash ─▶ rename ─▶ rows
//     ▲        │
//     └────────┘ page closed, line of the phone lost, power cut: goes on from the last synced byte
//
// What a teacher chose again (same name, size and mark) goes on where it stopped. Safe from any thread;
// pieces of one file come one at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/log.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/courseware/courseware.h"
#include "storage/database.h"
#include "storage/disk.h"

namespace lianxiao::storage {

struct CoursewareFolders {
  std::string root;
  std::string Files() const { return root + "/files"; }
  std::string Parts() const { return root + "/parts"; }
  std::string FolderOf(const BlobId& id) const { return Files() + "/" + id.Hex().substr(0, 2); }
  std::string File(const BlobId& id) const { return FolderOf(id) + "/" + id.Hex().substr(2); }
  std::string Part(const std::string& upload) const { return Parts() + "/" + upload + ".part"; }
};

class UploadDesk {
 public:
  UploadDesk(Disk& disk, Database& journal, const Clock& clock, Log& log, CoursewareFolders folders)
      : disk_(disk), journal_(journal), clock_(clock), log_(log), folders_(std::move(folders)) {}

  // Brings rows and parts together again after whatever happened.
  Status Open();

  // Goes on with the same file, if it is on its way.
  std::optional<Upload> Same(const NewUpload& wanted) const;
  Result<Upload> Begin(const NewUpload& wanted);
  Result<Upload> Find(const std::string& id, const std::string& owner) const;  // kNotFound "own.no_upload".
  std::vector<Upload> Of(const std::string& owner) const;                      // Used last first.
  std::int64_t PromisedBytes() const;                                          // Of all, when they are whole.
  std::int64_t MissingBytes() const;                                           // Of all, not here yet.

  // The next bytes. kInvalid "own.offset: …" when `at` is not where it stands, or beyond its size.
  Result<Upload> Put(const std::string& id, const std::string& owner, std::int64_t at,
                     std::string_view bytes);
  Status Drop(const std::string& id, const std::string& owner);
  Status DropUnused(WallTime before);

  // All is here: gives the file its place. `commit` writes the rows that make it somebody's, in the
  // transaction that ends the upload. kInvalid "own.unfinished"; kRefused as KindOfFile, and the upload is
  // dropped.
  using Commit = std::function<Status(Connection&, const CoursewareFile&)>;
  Status Finish(const std::string& id, const std::string& owner, const Commit& commit);

  std::mutex& arranging() { return arranging_; }  // Held while files get or lose their place.

 private:
  struct Entry {
    explicit Entry(Upload started) : upload(std::move(started)) {}
    std::mutex mutex;  // Guards all below; taken before mutex_.
    Upload upload;
    std::int64_t durable = 0;
    std::unique_ptr<storage::File> file;  // Opened with the first piece.
    bool over = false;
  };
  using EntryPtr = std::shared_ptr<Entry>;

  Result<EntryPtr> EntryOf(const std::string& id, const std::string& owner) const;
  Status OpenPart(Entry& entry);
  Status Sync(Entry& entry);
  Status DropEntry(Entry& entry);
  Result<CoursewareFile> Check(Entry& entry);
  Status Place(Entry& entry, const CoursewareFile& file, const Commit& commit);
  Result<bool> LiesWhole(const BlobId& blob);
  Status TakeBack(const std::string& id, const BlobId& blob);
  Status Forget(const std::string& id);

  Disk& disk_;
  Database& journal_;
  const Clock& clock_;
  Log& log_;
  const CoursewareFolders folders_;
  std::mutex arranging_;
  mutable std::mutex mutex_;  // Guards the map and what is shown of its entries.
  std::map<std::string, EntryPtr> entries_;
};

}  // namespace lianxiao::storage
