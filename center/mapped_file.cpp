#include "center/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace lianxiao::center {

Result<MappedFile> MappedFile::Open(const std::string& path) {
  const auto code = [](int error) { return error == ENOENT ? ErrorCode::kNotFound : ErrorCode::kInternal; };
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Fail(code(errno), "open " + path + ": " + std::strerror(errno));
  struct stat info {};
  void* address = MAP_FAILED;
  if (fstat(fd, &info) == 0) {
    // A mapping of no bytes is refused by the kernel; one byte too many is never looked at.
    const auto size = static_cast<std::size_t>(info.st_size > 0 ? info.st_size : 1);
    address = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  }
  const int error = errno;
  close(fd);  // The mapping stays.
  if (address == MAP_FAILED) return Fail(ErrorCode::kInternal, "map " + path + ": " + std::strerror(error));
  return MappedFile(address, static_cast<std::size_t>(info.st_size));
}

MappedFile::~MappedFile() {
  if (address_ != nullptr) munmap(address_, size_ > 0 ? size_ : 1);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : address_(std::exchange(other.address_, nullptr)), size_(std::exchange(other.size_, 0)) {}

}  // namespace lianxiao::center
