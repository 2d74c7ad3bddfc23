#include "storage/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace lianxiao::storage {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

tl::unexpected<Error> Failed(const std::string& path, const char* doing, int error) {
  auto code = ErrorCode::kInternal;
  if (error == ENOENT) code = ErrorCode::kNotFound;
  if (error == EIO) code = ErrorCode::kCorrupt;
  if (error == ENOSPC || error == EDQUOT) code = ErrorCode::kNoSpace;
  return Fail(code, std::string(doing) + " " + path + ": " + std::strerror(error));
}

Status ReadThrough(int fd, const std::string& path) {
  std::array<char, 1 << 16> bytes{};
  for (;;) {
    const auto got = read(fd, bytes.data(), bytes.size());
    if (got == 0) return {};
    if (got < 0 && errno != EINTR) return Failed(path, "read", errno);
  }
}

}  // namespace

Result<MappedFile> MappedFile::Read(const std::string& path) {
  const Descriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) return Failed(path, "open", errno);
  struct stat about {};
  if (fstat(fd.get(), &about) != 0) return Failed(path, "look at", errno);
  if (about.st_size == 0) return MappedFile(nullptr, 0);  // Nothing cannot be mapped.
  LIANXIAO_TRY(ReadThrough(fd.get(), path));
  const auto size = static_cast<std::size_t>(about.st_size);
  void* bytes = mmap(nullptr, size, PROT_READ, MAP_SHARED, fd.get(), 0);
  if (bytes == MAP_FAILED) return Failed(path, "map", errno);
  return MappedFile(static_cast<char*>(bytes), size);
}

Result<MappedFile> MappedFile::Make(const std::string& path, std::int64_t size_bytes) {
  const Descriptor fd(open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (fd.get() < 0) return Failed(path, "make", errno);
  if (size_bytes == 0) return MappedFile(nullptr, 0);
  if (const int error = posix_fallocate(fd.get(), 0, size_bytes); error != 0) {
    return Failed(path, "reserve room for", error);
  }
  const auto size = static_cast<std::size_t>(size_bytes);
  void* bytes = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
  if (bytes == MAP_FAILED) return Failed(path, "map", errno);
  return MappedFile(static_cast<char*>(bytes), size);
}

void MappedFile::LetGo() const {
  // Of a shared mapping this takes away pages, not bytes. It is advice: failing costs nothing.
  if (bytes_ != nullptr) (void)madvise(bytes_, size_, MADV_DONTNEED);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : bytes_(std::exchange(other.bytes_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile::~MappedFile() {
  if (bytes_ != nullptr) munmap(bytes_, size_);
}

}  // namespace lianxiao::storage
