// Makes what a package lacks from its delta, and takes it into the library file by file, each by its own
// digest.
//
//   held files ──laid end to end──▶ basis ─┐
//                              delta ──────┴─applied─▶ new files end to end ──cut apart──▶ library
//
// All of it lies in the library's scratch folder and is mapped, never loaded. A power cut leaves the files
// that were taken in and the delta; the next plan goes on with those. Used from one thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "storage/disk.h"
#include "storage/library.h"
#include "storage/mapped_file.h"
#include "sync/blobs/planner.h"

namespace lianxiao::sync {

class PackageUnpacker {
 public:
  PackageUnpacker(PackageFiles files, const formats::Delta& delta, storage::Library& library,
                  storage::Disk& disk);
  ~PackageUnpacker();  // Removes its scratch files.
  PackageUnpacker(const PackageUnpacker&) = delete;
  PackageUnpacker& operator=(const PackageUnpacker&) = delete;

  // Once, before TakeSome. kNotFound: a file of the basis is gone; kCorrupt: the delta does not fit;
  // kNoSpace.
  Status Apply();
  // Some files more, so few that the line is not left alone for long. True: all are in the library. kCorrupt:
  // one is not what the catalog names; those before it are in the library all the same.
  Result<bool> TakeSome();

 private:
  Status LayBasis() const;
  std::string Scratch(const char* ending) const;

  PackageFiles files_;
  formats::Delta delta_;
  storage::Library& library_;
  storage::Disk& disk_;
  std::optional<storage::MappedFile> made_;
  std::size_t next_ = 0;  // Of files_.made.
  std::int64_t at_ = 0;   // Where it begins.
};

}  // namespace lianxiao::sync
