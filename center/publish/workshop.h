// The county's workbench in workshop.db: drafts, published versions, deltas already made. Used from one
// thread; one process at a time (see FolderLock).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "center/libraries/library_book.h"
#include "center/publish/rollback.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/formats/bundle.h"
#include "storage/formats/catalog.h"

namespace lianxiao::center {

// So many versions of a lesson can be gone back to, and their files stay in the repository.
inline constexpr std::int64_t kKeptVersions = 3;

struct BlobCount {
  std::int64_t blobs = 0, bytes = 0;
};

// A delta that was tried: made and worth keeping, or not.
struct TriedDelta {
  BlobId from, to;
  std::optional<formats::Delta> delta;
};

class Workshop {
 public:
  static Result<std::unique_ptr<Workshop>> Open(const std::string& path);

  // One consistent view, for questions that have a file of their own (rollback_rows.h).
  Status Read(const std::function<Status(storage::Connection&)>& work) const { return database_->Read(work); }

  // Drafts, by id; their version is the one they will get.
  Result<std::vector<formats::Resource>> Drafts() const;
  Result<std::optional<formats::Resource>> Draft(const std::string& id) const;
  // The newest published version first, at most `limit`.
  Result<std::vector<formats::Resource>> Versions(const std::string& id, std::int64_t limit) const;

  // Both in one transaction.
  Status ChangeDrafts(const std::vector<formats::Resource>& put, const std::vector<std::string>& drop,
                      WallTime now);
  // Makes the drafts, complete with stamp and deltas, the newest versions. What of their files was never
  // published before comes back.
  Result<BlobCount> Promote(const std::vector<formats::Resource>& complete, WallTime now);

  Result<std::vector<std::string>> Shards() const;                                 // Sorted.
  Result<std::vector<formats::Resource>> InShard(const std::string& shard) const;  // By id.
  Result<std::int64_t> Published() const;  // Resources, without withdrawn ones.
  // A resource or draft of this workshop whose id begins so, withdrawn ones too.
  Result<std::optional<std::string>> FirstIdBeginning(const std::string& beginning) const;

  LibraryBook Libraries() const { return LibraryBook(*database_); }

  Result<std::optional<TriedDelta>> FindDelta(const BlobId& from, const BlobId& to,
                                              std::int64_t kept_below) const;
  Status SaveDelta(const TriedDelta& tried, std::int64_t kept_below);

  Result<std::vector<formats::Bundle>> Bundles() const;
  Status SetBundles(const std::vector<formats::Bundle>& bundles, WallTime now);
  // Of all resources that were ever published here.
  Result<std::vector<std::string>> Ids() const;
  // Makes `complete` the newest versions and `bundle`, if any, the wish again. A draft of the same lesson
  // stays and gets the version after. All in one transaction.
  Status Republish(const std::vector<formats::Resource>& complete,
                   const std::optional<formats::Bundle>& bundle, const std::string& what,
                   const std::string& by_whom, WallTime now);
  // Files of the repository that nothing names (cleaner.h): these and no others; those known keep their
  // moment.
  Status NoteUnneeded(const std::vector<std::string>& paths, WallTime now);
  Result<std::map<std::string, WallTime>> UnneededSince() const;
  Status FileGone(const std::string& path);
  // No delta that lies in this blob, or starts from it, counts as made any more.
  Status ForgetDelta(const BlobId& blob);

  // What the county signs, noted before the file is written. Newest: 0 when none was.
  Status NoteSigned(std::string_view role, std::int64_t version, const std::string& sha256, WallTime now);
  Result<bool> HasSigned(std::string_view role, std::int64_t version, const std::string& sha256) const;
  Result<std::int64_t> NewestSigned(std::string_view role) const;
  Status NotePublication(std::int64_t snapshot_version, std::int64_t resources, WallTime now);

 private:
  explicit Workshop(std::unique_ptr<storage::Database> database) : database_(std::move(database)) {}
  Result<std::vector<formats::Resource>> Lines(std::string_view sql, const std::string& text,
                                               std::int64_t number) const;

  std::unique_ptr<storage::Database> database_;
};

}  // namespace lianxiao::center
