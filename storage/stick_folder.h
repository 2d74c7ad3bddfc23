// A folder on a stick: a medium that may be full, locked, pulled out at any moment, made by anybody. What is
// read or written lies below the folder, whatever links somebody has put there; nothing that is read is
// believed by this class.
//
//   Put ─▶ NAME.tmp ─▶ … ─▶ Settle: sync all, then rename all, then sync     what has its name is whole
//
// Syncing each small file by itself would take a cheap stick an hour, so files get their names in groups. A
// stick pulled out in between loses the group and nothing else; the next run writes it again.
//
// Errors speak of the stick, with a key in front for the catalogs: kNoSpace "stick.full: …", kRefused
// "stick.locked: …" (write-protected) and "stick.not_allowed: …", kOffline "stick.gone: …" (pulled out, or
// dying), kInvalid "stick.too_large: …" (one file is more than this file system holds), kNotFound. Used from
// one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"
#include "storage/disk.h"

namespace lianxiao::storage {

class StickFolder {
 public:
  // kNotFound: there is no such folder. `path` itself is the caller's choice and may be a link.
  static Result<std::unique_ptr<StickFolder>> Open(const std::string& path);
  ~StickFolder();
  StickFolder(const StickFolder&) = delete;
  StickFolder& operator=(const StickFolder&) = delete;

  const std::string& path() const { return path_; }

  // All `below`: plain parts divided by '/'; anything that leads elsewhere is kRefused.
  Result<std::string> Read(const std::string& below, std::int64_t most_bytes) const;  // kInvalid if larger.
  Result<std::int64_t> Size(const std::string& below) const;  // Of a plain file. kNotFound.
  // Sorted by name; links and odd things are left out, of more than `most` the rest. Empty: no such folder.
  Result<std::vector<FolderEntry>> List(const std::string& below, std::size_t most) const;
  Status MakeFolders(const std::string& below);

  // Whole or not at all, once Settle was called; it calls itself when much has gathered.
  Status Put(const std::string& below, std::string_view bytes);
  // For what is too long to hold at once: the file that will become `below`, with what an earlier run left in
  // it. To be written to its right size, closed, and then given its name with Place.
  Result<std::unique_ptr<File>> Begin(const std::string& below);
  Status Place(const std::string& below, std::int64_t bytes);
  // A whole file, to be read from the medium itself as far as the kernel lets us. kNotFound.
  Result<std::unique_ptr<File>> OpenToCheck(const std::string& below) const;
  Status Settle();

  Status Remove(const std::string& below);  // Success if it is not there.
  // The unfinished beginning of `below`.
  Status RemoveBegun(const std::string& below);

  Result<std::int64_t> FreeBytes() const;
  // The most that one file may have on it; 0: no limit that matters.
  std::int64_t MostFileBytes() const;

 private:
  StickFolder(int folder, std::string path) : folder_(folder), path_(std::move(path)) {}
  enum class Make { kNo, kYes };
  // The folder in which `below` lies, as an open descriptor.
  Result<int> OpenFolderOf(const std::string& below, Make make, std::string& name) const;

  const int folder_;
  const std::string path_;
  std::vector<std::string> waiting_;  // Have their bytes, and not yet their names.
  std::int64_t waiting_bytes_ = 0;
};

}  // namespace lianxiao::storage
