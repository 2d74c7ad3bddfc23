// Trusted TUF metadata as files of a folder, as the program lianxiao-tuf keeps it: root.json,
// timestamp.json, … under their names without version, each exactly as received. Used from one thread.
#pragma once

#include <map>
#include <string>

#include "storage/base/result.h"
#include "storage/disk.h"

namespace lianxiao::storage {

class MetadataFolder {
 public:
  MetadataFolder(Disk& disk, std::string folder);  // Made by the first Save.

  // By role: "root", "chen". Other files that somebody put there are passed over.
  Result<std::map<std::string, std::string>> Load() const;
  // Whole or not at all, and durable when it returns.
  Status Save(const std::string& role, const std::string& bytes);
  Status Remove(const std::string& role);

 private:
  std::string PathOf(const std::string& role) const;

  Disk& disk_;
  const std::string folder_;
};

}  // namespace lianxiao::storage
