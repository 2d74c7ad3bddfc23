// Signed lists of the repository exactly as they were published, kept for other boxes that fetch them from
// this one. Blobs are not here: they lie in the library.
//
//   FOLDER/metadata/7.snapshot.json …   FOLDER/targets/catalog/HASH.county-….ndjson.zst …
//
// Believes its caller that the bytes are what was signed, and asks only that a name stays below its folder.
// Safe from any thread, as far as the disk is; one name is written by one thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"
#include "storage/disk.h"

namespace lianxiao::storage {

class RelayShelf {
 public:
  RelayShelf(Disk& disk, std::string folder);  // Made by the first Put.

  // Sorted: "metadata/7.snapshot.json".
  Result<std::vector<std::string>> Names() const;
  Result<std::string> Read(const std::string& name) const;  // kNotFound; kInvalid: no name of ours.
  // Whole or not at all, and durable when it returns. kInvalid: no name of ours.
  Status Put(const std::string& name, std::string_view bytes);
  Status Remove(const std::string& name);
  std::string PathOf(const std::string& name) const { return folder_ + "/" + name; }

 private:
  Disk& disk_;
  const std::string folder_;
};

}  // namespace lianxiao::storage
