// The disk as everything in Lianxiao sees it: small enough that a test can put a false one in its
// place, which forgets or tears whatever was not synced when the power goes.
//
// Paths are absolute or relative to the working folder, as the owner chose. All calls are safe from any
// thread; one File is used from one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"

namespace lianxiao::storage {

class File {
 public:
  virtual ~File() = default;  // Closes; never syncs.
  // All of it or an error. kNoSpace when the disk is full.
  virtual Status WriteAt(std::int64_t offset, std::string_view bytes) = 0;
  // Up to `size` bytes; fewer only at the end of the file.
  virtual Result<std::string> ReadAt(std::int64_t offset, std::int64_t size) const = 0;
  virtual Result<std::int64_t> Size() const = 0;
  virtual Status Truncate(std::int64_t size) = 0;
  // After success the bytes survive a power cut. After a failure nothing is known about them: never
  // retry (the kernel may have dropped the pages and forgotten), throw the file away instead.
  virtual Status Sync() = 0;
};

enum class OpenMode { kRead, kWrite };  // kWrite reads too, and makes the file if there is none.

struct FolderEntry {
  std::string name;
  bool is_folder = false;
};

class Disk {
 public:
  virtual ~Disk() = default;
  virtual Result<std::unique_ptr<File>> Open(const std::string& path, OpenMode mode) = 0;  // kNotFound.
  virtual Status Rename(const std::string& from, const std::string& to) = 0;               // Replaces `to`.
  virtual Status Remove(const std::string& path) = 0;       // A file. Success if there is none.
  virtual Status MakeFolders(const std::string& path) = 0;  // And its parents, each synced into its own.
  virtual Status SyncFolder(const std::string& path) = 0;   // Makes names in it survive a power cut.
  virtual Result<std::vector<FolderEntry>> List(const std::string& path) = 0;  // Sorted by name.
  virtual Result<bool> Exists(const std::string& path) = 0;
  virtual Result<std::int64_t> FreeBytes(const std::string& path) = 0;  // For an ordinary user.
};

// Who may read what a RealDisk makes. A repository that a web server of another user serves is kEveryone.
enum class Readable { kOwner, kEveryone };

// The machine's own. Errors carry the path and the system's words; ENOSPC and a used-up quota are
// kNoSpace, a missing file kNotFound, bytes the medium cannot give back kCorrupt, the rest kInternal.
class RealDisk final : public Disk {
 public:
  explicit RealDisk(Readable readable = Readable::kOwner) : readable_(readable) {}
  Result<std::unique_ptr<File>> Open(const std::string& path, OpenMode mode) override;
  Status Rename(const std::string& from, const std::string& to) override;
  Status Remove(const std::string& path) override;
  Status MakeFolders(const std::string& path) override;
  Status SyncFolder(const std::string& path) override;
  Result<std::vector<FolderEntry>> List(const std::string& path) override;
  Result<bool> Exists(const std::string& path) override;
  Result<std::int64_t> FreeBytes(const std::string& path) override;

 private:
  const Readable readable_;
};

// The folder a path lies in: "a/b" → "a", "b" → ".", "/b" → "/".
std::string FolderOf(const std::string& path);

// Writes `bytes` as `path` so that after a power cut either the old file or the new one is there, whole.
Status WriteWhole(Disk& disk, const std::string& path, std::string_view bytes);
// The same for what is too long to hold at once: `fill` hands over the pieces in their order. When it fails,
// the old file stays and its failure is returned.
using Append = std::function<Status(std::string_view bytes)>;
Status WriteWhole(Disk& disk, const std::string& path, const std::function<Status(const Append&)>& fill);
// kInvalid if larger than `limit`.
Result<std::string> ReadWhole(Disk& disk, const std::string& path, std::int64_t limit);

}  // namespace lianxiao::storage
