// At a relay: deltas, signatures and their piece lists that other boxes asked for, by their digests, within a
// budget. They lead from older versions to newer ones, so this box itself has no more use for them once it
// has the newer one.
//
//   asked for and not here ──▶ noted ──▶ the sync room fetches it once, if the county's lists name it ──▶
//   here least lately asked for ◀── makes way
//
// Nothing comes in whose bytes do not have the digest it is asked for by. Safe from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/base/digest.h"
#include "storage/base/result.h"
#include "storage/disk.h"

namespace lianxiao::storage {

class WayShelf {
 public:
  // `folder` is made when the first one comes. What lies there from before is taken over by its name, which
  // was checked when it came. `keep_free_bytes` of the disk are left alone.
  static Result<std::unique_ptr<WayShelf>> Open(Disk& disk, std::string folder, std::int64_t most_bytes,
                                                std::int64_t keep_free_bytes);

  struct Here {
    std::string path;
    std::int64_t size_bytes = 0;
  };
  // kNotFound: not here; then it is noted that somebody asked. Counts as used.
  Result<Here> Lend(const BlobId& id);
  // What was asked for since, at most kMostAsked; each is told once.
  std::vector<BlobId> TakeAsked();
  // kCorrupt: not these bytes. kNoSpace: larger than the budget, or than what the disk can spare.
  Status Put(const BlobId& id, std::string_view bytes);
  std::int64_t most_bytes() const { return most_bytes_; }

  struct Totals {
    std::int64_t files = 0, bytes = 0;
  };
  Totals Now() const;

  // Anybody on the alliance's network can ask for anything; what is beyond is asked for again.
  static constexpr std::size_t kMostAsked = 256;

 private:
  struct Kept {
    std::int64_t size_bytes = 0;
    std::int64_t used = 0;  // Rises with each use.
  };
  WayShelf(Disk& disk, std::string folder, std::int64_t most_bytes, std::int64_t keep_free_bytes)
      : disk_(disk), folder_(std::move(folder)), most_bytes_(most_bytes), keep_free_bytes_(keep_free_bytes) {}
  std::string PathOf(const BlobId& id) const { return folder_ + "/" + id.Hex(); }
  Status MakeRoom(std::int64_t bytes);  // With mutex_ held.

  Disk& disk_;
  const std::string folder_;
  const std::int64_t most_bytes_, keep_free_bytes_;
  mutable std::mutex mutex_;  // Guards the rest, and the folder's names.
  std::map<BlobId, Kept> kept_;
  std::set<BlobId> asked_;
  std::int64_t bytes_ = 0, uses_ = 0;
};

}  // namespace lianxiao::storage
