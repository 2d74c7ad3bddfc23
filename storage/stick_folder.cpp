#include "storage/stick_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "storage/descriptor_file.h"
#include "storage/formats/piece_list.h"
#include "storage/formats/stick_layout.h"

namespace lianxiao::storage {
namespace {

constexpr std::string_view kBegun = ".tmp";
// A group gets its names together: many enough that a cheap stick is not syncing all the time, few enough
// that a stick pulled out loses a minute's work.
constexpr std::size_t kMostWaiting = 500;
constexpr std::int64_t kMostWaitingBytes = std::int64_t{128} << 20;
constexpr mode_t kFileMode = 0644, kFolderMode = 0755;

// Whole pieces.
constexpr std::int64_t kMostFatBytes =
    formats::kMostFatFileBytes / formats::kPieceBytes * formats::kPieceBytes;
constexpr unsigned long kFatMagic = 0x4d44;

Error StickError(const std::string& doing, const std::string& what, int error) {
  const auto told = [&](ErrorCode code, const char* key) {
    return Error{code, key + (": " + doing + " " + what + ": ") + std::strerror(error)};
  };
  switch (error) {
    case ENOSPC:
    case EDQUOT: return told(ErrorCode::kNoSpace, "stick.full");
    case EROFS: return told(ErrorCode::kRefused, "stick.locked");
    case EACCES:
    case EPERM: return told(ErrorCode::kRefused, "stick.not_allowed");
    case EFBIG: return told(ErrorCode::kInvalid, "stick.too_large");
    case ENOENT: return {ErrorCode::kNotFound, what + " is not there"};
    case ELOOP:
    case ENOTDIR:
    case EISDIR: return told(ErrorCode::kRefused, "stick.link");
    default: return told(ErrorCode::kOffline, "stick.gone");
  }
}

// To be called right after the failed system call.
tl::unexpected<Error> Failed(const std::string& doing, const std::string& what) {
  return Fail(StickError(doing, what, errno));
}

class StickFile final : public DescriptorFile {
 public:
  StickFile(int fd, std::string name) : DescriptorFile(fd), name_(std::move(name)) {}

  Result<std::int64_t> Size() const override {
    struct stat found {};
    const bool plain = ::fstat(fd(), &found) != 0 || S_ISREG(found.st_mode);
    if (!plain) return Fail(ErrorCode::kRefused, "stick.link: " + name_ + " is no plain file");
    return DescriptorFile::Size();
  }

 private:
  Error ErrorOf(std::string_view doing, int error) const override {
    return StickError(std::string(doing), name_, error);
  }

  const std::string name_;
};

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  int Release() { return std::exchange(fd_, -1); }
  void Replace(int fd) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
  }

 private:
  int fd_;
};

bool IsPlain(std::string_view part) {
  return !part.empty() && part != "." && part != ".." && part.find('\0') == std::string_view::npos;
}

// A folder within `folder`, not through a link; made if asked. -1 and errno.
int Step(int folder, const std::string& part, bool make) {
  constexpr int kHow = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  const int fd = Retrying([&] { return ::openat(folder, part.c_str(), kHow); });
  if (fd >= 0 || errno != ENOENT || !make) return fd;
  if (::mkdirat(folder, part.c_str(), kFolderMode) != 0 && errno != EEXIST) return -1;
  return Retrying([&] { return ::openat(folder, part.c_str(), kHow); });
}

std::string Begun(const std::string& below) { return below + std::string(kBegun); }

}  // namespace

Result<std::unique_ptr<StickFolder>> StickFolder::Open(const std::string& path) {
  const int fd = Retrying([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
  if (fd < 0) return Failed("open", path);
  return std::unique_ptr<StickFolder>(new StickFolder(fd, path));
}

StickFolder::~StickFolder() { ::close(folder_); }

Result<int> StickFolder::OpenFolderOf(const std::string& below, Make make, std::string& name) const {
  Descriptor folder(Retrying([&] { return ::openat(folder_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  if (folder.get() < 0) return Failed("open", path_);
  std::string_view rest = below;
  for (;;) {
    const auto slash = rest.find('/');
    const std::string part(rest.substr(0, slash));
    if (!IsPlain(part)) return Fail(ErrorCode::kRefused, "stick.link: '" + below + "' leads elsewhere");
    if (slash == std::string_view::npos) {
      name = part;
      return folder.Release();
    }
    const int next = Step(folder.get(), part, make == Make::kYes);
    if (next < 0) return Failed("open the folder of", below);
    folder.Replace(next);
    rest.remove_prefix(slash + 1);
  }
}

Result<std::string> StickFolder::Read(const std::string& below, std::int64_t most_bytes) const {
  std::string name;
  LIANXIAO_ASSIGN(const int parent, OpenFolderOf(below, Make::kNo, name));
  const Descriptor folder(parent);
  // Without blocking: a pipe under that name must not hold us for ever.
  const int fd = Retrying([&] {
    return ::openat(folder.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  });
  if (fd < 0) return Failed("read", below);
  const StickFile file(fd, below);
  LIANXIAO_ASSIGN(const auto size, file.Size());
  if (size > most_bytes) return Fail(ErrorCode::kInvalid, "stick.odd: " + below + " is too large");
  return file.ReadAt(0, size);
}

Result<std::int64_t> StickFolder::Size(const std::string& below) const {
  std::string name;
  LIANXIAO_ASSIGN(const int parent, OpenFolderOf(below, Make::kNo, name));
  const Descriptor folder(parent);
  struct stat found {};
  if (::fstatat(folder.get(), name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0)
    return Failed("look at", below);
  if (S_ISREG(found.st_mode)) return std::int64_t{found.st_size};
  return Fail(ErrorCode::kRefused, "stick.link: " + below + " is no plain file");
}

Result<std::vector<FolderEntry>> StickFolder::List(const std::string& below, std::size_t most) const {
  std::vector<FolderEntry> entries;
  std::string name;
  const auto parent = OpenFolderOf(below, Make::kNo, name);
  if (!parent && parent.error().code == ErrorCode::kNotFound) return entries;
  if (!parent) return Fail(parent.error());
  const Descriptor folder(*parent);
  const int fd = Step(folder.get(), name, false);
  if (fd < 0 && errno == ENOENT) return entries;
  if (fd < 0) return Failed("list", below);
  DIR* list = ::fdopendir(fd);
  if (list == nullptr) {
    ::close(fd);
    return Failed("list", below);
  }
  errno = 0;
  while (const auto* entry = ::readdir(list)) {
    if (entries.size() == most) break;
    struct stat found {};
    const std::string_view entry_name = entry->d_name;
    if (!IsPlain(entry_name) || ::fstatat(fd, entry->d_name, &found, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (S_ISREG(found.st_mode) || S_ISDIR(found.st_mode)) {
      entries.push_back({std::string(entry_name), S_ISDIR(found.st_mode)});
    }
    errno = 0;
  }
  const int error = entries.size() == most ? 0 : errno;
  ::closedir(list);
  if (error != 0) return Fail(StickError("list", below, error));
  std::ranges::sort(entries, {}, &FolderEntry::name);
  return entries;
}

Status StickFolder::MakeFolders(const std::string& below) {
  std::string name;
  LIANXIAO_ASSIGN(const int parent, OpenFolderOf(below, Make::kYes, name));
  const Descriptor folder(parent);
  const Descriptor made(Step(folder.get(), name, true));
  if (made.get() < 0) return Failed("make", below);
  return {};
}

Result<std::unique_ptr<File>> StickFolder::Begin(const std::string& below) {
  std::string name;
  LIANXIAO_ASSIGN(const int parent, OpenFolderOf(Begun(below), Make::kYes, name));
  const Descriptor folder(parent);
  const int fd = Retrying([&] {
    return ::openat(folder.get(), name.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
                    kFileMode);
  });
  if (fd < 0) return Failed("write", below);
  auto file = std::make_unique<StickFile>(fd, below);
  LIANXIAO_TRY(file->Size());  // A plain one.
  return std::unique_ptr<File>(std::move(file));
}

Result<std::unique_ptr<File>> StickFolder::OpenToCheck(const std::string& below) const {
  std::string name;
  LIANXIAO_ASSIGN(const int parent, OpenFolderOf(below, Make::kNo, name));
  const Descriptor folder(parent);
  const int fd = Retrying([&] {
    return ::openat(folder.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  });
  if (fd < 0) return Failed("read", below);
  // Written a moment ago, it still lies in memory, which says nothing about the stick.
  ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
  auto file = std::make_unique<StickFile>(fd, below);
  LIANXIAO_TRY(file->Size());
  return std::unique_ptr<File>(std::move(file));
}

Status StickFolder::Put(const std::string& below, std::string_view bytes) {
  {
    LIANXIAO_ASSIGN(const auto file, Begin(below));
    LIANXIAO_TRY(file->Truncate(0));
    LIANXIAO_TRY(file->WriteAt(0, bytes));
  }
  return Place(below, static_cast<std::int64_t>(bytes.size()));
}

Status StickFolder::Place(const std::string& below, std::int64_t bytes) {
  waiting_bytes_ += bytes;
  // Written again before it has its name: the newer bytes are what gets it, once.
  if (std::ranges::find(waiting_, below) == waiting_.end()) waiting_.push_back(below);
  return waiting_.size() >= kMostWaiting || waiting_bytes_ >= kMostWaitingBytes ? Settle() : Status{};
}

Status StickFolder::Settle() {
  if (::syncfs(folder_) != 0) return Failed("sync", path_);
  for (const auto& below : std::exchange(waiting_, {})) {
    std::string name;
    LIANXIAO_ASSIGN(const int parent, OpenFolderOf(below, Make::kNo, name));
    const Descriptor folder(parent);
    if (::renameat(folder.get(), Begun(name).c_str(), folder.get(), name.c_str()) != 0) {
      return Failed("name", below);
    }
  }
  waiting_bytes_ = 0;
  if (::syncfs(folder_) != 0) return Failed("sync", path_);
  return {};
}

Status StickFolder::Remove(const std::string& below) {
  std::string name;
  const auto parent = OpenFolderOf(below, Make::kNo, name);
  if (!parent && parent.error().code == ErrorCode::kNotFound) return {};
  if (!parent) return Fail(parent.error());
  const Descriptor folder(*parent);
  if (::unlinkat(folder.get(), name.c_str(), 0) != 0 && errno != ENOENT) return Failed("remove", below);
  return {};
}

Status StickFolder::RemoveBegun(const std::string& below) { return Remove(Begun(below)); }

Result<std::int64_t> StickFolder::FreeBytes() const {
  struct statvfs space {};
  if (::fstatvfs(folder_, &space) != 0) return Failed("ask for the room on", path_);
  return static_cast<std::int64_t>(space.f_bavail) * static_cast<std::int64_t>(space.f_frsize);
}

std::int64_t StickFolder::MostFileBytes() const {
  struct statfs kind {};
  if (::fstatfs(folder_, &kind) != 0) return 0;
  return static_cast<unsigned long>(kind.f_type) == kFatMagic ? kMostFatBytes : 0;
}

}  // namespace lianxiao::storage
