// A library as it travels from its makers to the county: a folder, on a stick or a share, laid out like the
// repository that boxes read.
//
//   FOLDER/metadata/3.chen.json
//   FOLDER/targets/catalog/HASH.chen-0a1b2c3d-0.ndjson.zst
//   FOLDER/blobs/ab/cdef…
//
// Anybody may have written to it, so nothing that is read here is believed; links and other odd files are not
// followed. Used from one thread.
#pragma once

#include <cstdint>
#include <string>

#include "storage/base/digest.h"
#include "storage/base/result.h"
#include "storage/disk.h"
#include "storage/formats/tuf.h"

namespace lianxiao::center {

struct LibraryVersion {
  std::string library;
  std::int64_t version = 0;
};

class LibraryTree {
 public:
  LibraryTree(storage::Disk& disk, std::string folder) : disk_(disk), folder_(std::move(folder)) {}

  // By the names of its files. kNotFound library.no_tree; kInvalid library.several: of more than one library.
  Result<LibraryVersion> Newest() const;
  // Where a file of it is. kNotFound library.missing when it is not there, or is a link or no plain file.
  Result<std::string> Find(const std::string& below) const;
  // As Find; kUntrusted library.too_large beyond `most`.
  Result<std::string> Read(const std::string& below, std::int64_t most) const;

  std::string At(const std::string& below) const { return folder_ + "/" + below; }

  // Where things are below the folder.
  static std::string Lists(const LibraryVersion& which);
  static std::string Target(const std::string& name, const std::string& sha256);
  static std::string Blob(const BlobId& id);

 private:
  storage::Disk& disk_;
  std::string folder_;
};

}  // namespace lianxiao::center
