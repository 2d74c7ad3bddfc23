#include "web/http/open_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace lianxiao::web {
namespace {

bool IsByteCached(int fd, std::int64_t at) {
  char byte = 0;
  const iovec into{&byte, 1};
  return ::preadv2(fd, &into, 1, at, RWF_NOWAIT) >= 0 || errno != EAGAIN;
}

}  // namespace

OpenFile::OpenFile(const std::string& path)
    : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), missing_(fd_ < 0 && errno == ENOENT) {}

OpenFile::~OpenFile() {
  if (fd_ >= 0) ::close(fd_);
}

OpenFile::OpenFile(OpenFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)), missing_(other.missing_) {}

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(missing_, other.missing_);
  return *this;
}

bool OpenFile::HasSize(std::int64_t size_bytes) const {
  struct stat found {};
  return ::fstat(fd_, &found) == 0 && S_ISREG(found.st_mode) && found.st_size == size_bytes;
}

bool OpenFile::IsCached(std::int64_t first_byte, std::int64_t length) const {
  return IsByteCached(fd_, first_byte) && IsByteCached(fd_, first_byte + length - 1);
}

void OpenFile::Fetch(std::int64_t first_byte, std::int64_t length) const {
  ::posix_fadvise(fd_, first_byte, length, POSIX_FADV_WILLNEED);
  std::array<char, 64 << 10> bytes;
  while (length > 0) {
    const auto most = std::min<std::size_t>(static_cast<std::size_t>(length), bytes.size());
    const auto got = ::pread(fd_, bytes.data(), most, first_byte);
    if (got <= 0) return;
    first_byte += got;
    length -= got;
  }
}

std::shared_ptr<const std::string> OpenFile::Read(std::int64_t length) const {
  auto bytes = std::make_shared<std::string>(static_cast<std::size_t>(length), '\0');
  for (std::size_t at = 0; at < bytes->size();) {
    const auto got = ::pread(fd_, bytes->data() + at, bytes->size() - at, static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return nullptr;
    at += static_cast<std::size_t>(got);
  }
  return bytes;
}

}  // namespace lianxiao::web
