// Brings the files that a library's lists name from its folder into the county's blobs, each checked against
// its digest and its piece list on the way. What an earlier take has checked is not read again. Used from
// one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "center/libraries/library_tree.h"
#include "center/publish/blob_store.h"
#include "center/publish/progress.h"
#include "storage/base/result.h"
#include "storage/formats/catalog.h"

namespace lianxiao::center {

class LibraryFiles {
 public:
  LibraryFiles(storage::Disk& disk, const LibraryTree& tree, BlobStore& blobs)
      : disk_(disk), tree_(tree), blobs_(blobs) {}

  // Were taken before, so that their files are known to be whole.
  void Know(const std::vector<formats::Resource>& resources);
  // kNotFound library.missing; kUntrusted library.damaged; both name the lesson and the file.
  Status Bring(const std::vector<formats::Resource>& resources, const Progress& progress);

  std::int64_t new_blobs() const { return new_blobs_; }
  std::int64_t new_bytes() const { return new_bytes_; }

 private:
  Status BringBlob(const formats::File& what);
  Status CheckOwnCopy(const formats::File& what) const;

  storage::Disk& disk_;
  const LibraryTree& tree_;
  BlobStore& blobs_;
  std::set<std::pair<BlobId, BlobId>> known_;  // File, its piece list.
  std::int64_t new_blobs_ = 0, new_bytes_ = 0;
};

}  // namespace lianxiao::center
