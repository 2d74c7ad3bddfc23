// Copies blobs of a repository onto a stick: each is checked against its name on the way, goes on where an
// earlier copy was cut, and lies in parts where the stick's file system holds no file so large
// (storage/formats/stick_layout.h). Used from one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "storage/base/digest.h"
#include "storage/base/result.h"
#include "storage/disk.h"
#include "storage/stick_folder.h"

namespace lianxiao::daemon {

class StickCopy {
 public:
  // `most_file_bytes` of one file on the stick; 0: no limit. `moved` is told of bytes as they are done.
  StickCopy(storage::Disk& disk, storage::StickFolder& stick, std::int64_t most_file_bytes,
            std::function<void(std::int64_t)> moved)
      : disk_(disk), stick_(stick), most_file_bytes_(most_file_bytes), moved_(std::move(moved)) {}

  // Whether a file of this length lies there under the blob's name, in one or in parts.
  bool Has(const BlobId& id, std::int64_t size_bytes) const;
  // `from` is the blob's file. kCorrupt "stick.source_damaged: …": it is not what its name says, and nothing
  // of it stays on the stick. Else as StickFolder.
  Status Put(const BlobId& id, const std::string& from, std::int64_t size_bytes);
  // Reads it back. kCorrupt "stick.read_back: …": removed again.
  Status Check(const BlobId& id, std::int64_t size_bytes);

 private:
  std::int64_t PartBytes(std::int64_t size_bytes) const;  // 0: in one file.
  template <typename Each>                                // Status(name, first byte, bytes)
  Status ForEachPart(const BlobId& id, std::int64_t size_bytes, Each each) const;
  Status CopyPart(const storage::File& from, const std::string& to, std::int64_t first, std::int64_t bytes,
                  BlobHasher& hasher);
  Status Remove(const BlobId& id, std::int64_t size_bytes);

  storage::Disk& disk_;
  storage::StickFolder& stick_;
  const std::int64_t most_file_bytes_;
  const std::function<void(std::int64_t)> moved_;
};

// "blobs/ab/cdef…"
std::string BlobPathOnStick(const BlobId& id);

}  // namespace lianxiao::daemon
