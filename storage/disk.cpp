#include "storage/disk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "storage/descriptor_file.h"

namespace lianxiao::storage {
namespace {

ErrorCode CodeOf(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT: return ErrorCode::kNoSpace;
    case ENOENT: return ErrorCode::kNotFound;
    default: return ErrorCode::kInternal;
  }
}

// To be called right after the failed system call, for errno changes quickly.
tl::unexpected<Error> FailWithErrno(std::string_view doing, const std::string& path) {
  const int error = errno;
  return Fail(CodeOf(error), std::string(doing) + " " + path + ": " + std::strerror(error));
}

class RealFile final : public DescriptorFile {
 public:
  RealFile(int fd, std::string path) : DescriptorFile(fd), path_(std::move(path)) {}

 private:
  Error ErrorOf(std::string_view doing, int error) const override {
    const bool unreadable = doing == "read" && error == EIO;
    return {unreadable ? ErrorCode::kCorrupt : CodeOf(error),
            std::string(doing) + " " + path_ + ": " + std::strerror(error)};
  }

  const std::string path_;
};

Status SyncFolderOf(const std::string& path) {
  const int fd = Retrying([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
  if (fd < 0) return FailWithErrno("open folder", path);
  const bool synced = ::fsync(fd) == 0;
  const int error = errno;
  ::close(fd);
  errno = error;
  if (!synced) return FailWithErrno("sync folder", path);
  return {};
}

bool IsFolder(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

}  // namespace

std::string FolderOf(const std::string& path) {
  const auto slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<std::unique_ptr<File>> RealDisk::Open(const std::string& path, OpenMode mode) {
  const int flags = O_CLOEXEC | (mode == OpenMode::kWrite ? O_RDWR | O_CREAT : O_RDONLY);
  const mode_t permissions = readable_ == Readable::kOwner ? 0600 : 0644;
  const int fd = Retrying([&] { return ::open(path.c_str(), flags, permissions); });
  if (fd < 0) return FailWithErrno("open", path);
  return std::make_unique<RealFile>(fd, path);
}

Status RealDisk::Rename(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) < 0) return FailWithErrno("rename " + from + " to", to);
  return {};
}

Status RealDisk::Remove(const std::string& path) {
  if (::unlink(path.c_str()) < 0 && errno != ENOENT) return FailWithErrno("remove", path);
  return {};
}

Status RealDisk::MakeFolders(const std::string& path) {
  if (path.empty() || IsFolder(path)) return {};
  const auto parent = FolderOf(path);
  if (parent != path) LIANXIAO_TRY(MakeFolders(parent));
  const mode_t permissions = readable_ == Readable::kOwner ? 0700 : 0755;
  if (::mkdir(path.c_str(), permissions) < 0) {
    // Somebody may have made it meanwhile; a file in its place stays an error.
    const int error = errno;
    if (error == EEXIST && IsFolder(path)) return {};
    errno = error;
    return FailWithErrno("make folder", path);
  }
  return SyncFolderOf(parent);
}

Status RealDisk::SyncFolder(const std::string& path) { return SyncFolderOf(path); }

Result<std::vector<FolderEntry>> RealDisk::List(const std::string& path) {
  DIR* folder = ::opendir(path.c_str());
  if (folder == nullptr) return FailWithErrno("open folder", path);
  std::vector<FolderEntry> entries;
  errno = 0;
  while (const dirent* entry = ::readdir(folder)) {
    std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    // Some file systems leave d_type unknown; a symbolic link counts as what it points to.
    const bool is_folder =
        entry->d_type == DT_DIR ||
        ((entry->d_type == DT_UNKNOWN || entry->d_type == DT_LNK) && IsFolder(path + "/" + name));
    entries.push_back({std::move(name), is_folder});
    errno = 0;
  }
  const int error = errno;
  ::closedir(folder);
  errno = error;
  if (error != 0) return FailWithErrno("list", path);
  std::sort(entries.begin(), entries.end(),
            [](const FolderEntry& a, const FolderEntry& b) { return a.name < b.name; });
  return entries;
}

Result<bool> RealDisk::Exists(const std::string& path) {
  if (::access(path.c_str(), F_OK) == 0) return true;
  if (errno == ENOENT || errno == ENOTDIR) return false;
  return FailWithErrno("look for", path);
}

Result<std::int64_t> RealDisk::FreeBytes(const std::string& path) {
  struct statvfs info {};
  if (::statvfs(path.c_str(), &info) < 0) return FailWithErrno("free space of", path);
  return static_cast<std::int64_t>(info.f_bavail) * static_cast<std::int64_t>(info.f_frsize);
}

Status WriteWhole(Disk& disk, const std::string& path, std::string_view bytes) {
  return WriteWhole(disk, path, [bytes](const Append& append) { return append(bytes); });
}

Status WriteWhole(Disk& disk, const std::string& path, const std::function<Status(const Append&)>& fill) {
  const auto fresh = path + ".new";
  const auto write = [&]() -> Status {
    LIANXIAO_ASSIGN(const auto file, disk.Open(fresh, OpenMode::kWrite));
    LIANXIAO_TRY(file->Truncate(0));  // A leftover of an earlier cut may be longer.
    std::int64_t written = 0;
    LIANXIAO_TRY(fill([&](std::string_view bytes) {
      auto status = file->WriteAt(written, bytes);
      written += std::ssize(bytes);
      return status;
    }));
    return file->Sync();
  };
  if (auto written = write(); !written) {
    (void)disk.Remove(fresh);  // The first failure is the one to tell.
    return written;
  }
  LIANXIAO_TRY(disk.Rename(fresh, path));
  return disk.SyncFolder(FolderOf(path));
}

Result<std::string> ReadWhole(Disk& disk, const std::string& path, std::int64_t limit) {
  LIANXIAO_ASSIGN(const auto file, disk.Open(path, OpenMode::kRead));
  LIANXIAO_ASSIGN(const auto size, file->Size());
  if (size > limit) {
    return Fail(ErrorCode::kInvalid, path + " has " + std::to_string(size) + " bytes, at most " +
                                         std::to_string(limit) + " are allowed");
  }
  return file->ReadAt(0, size);
}

}  // namespace lianxiao::storage
