#include "storage/descriptor_file.h"

#include <sys/stat.h>
#include <unistd.h>

namespace lianxiao::storage {

DescriptorFile::~DescriptorFile() { ::close(fd_); }

Status DescriptorFile::WriteAt(std::int64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto wrote = Retrying([&] { return ::pwrite(fd_, bytes.data(), bytes.size(), offset); });
    if (wrote < 0) return Failed("write");
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
    offset += wrote;
  }
  return {};
}

Result<std::string> DescriptorFile::ReadAt(std::int64_t offset, std::int64_t size) const {
  std::string bytes(static_cast<std::size_t>(size), '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const auto at = offset + static_cast<std::int64_t>(filled);
    const auto got = Retrying([&] { return ::pread(fd_, bytes.data() + filled, bytes.size() - filled, at); });
    if (got < 0) return Failed("read");
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

Result<std::int64_t> DescriptorFile::Size() const {
  struct stat info {};
  if (::fstat(fd_, &info) < 0) return Failed("size of");
  return std::int64_t{info.st_size};
}

Status DescriptorFile::Truncate(std::int64_t size) {
  if (Retrying([&] { return ::ftruncate(fd_, size); }) < 0) return Failed("truncate");
  return {};
}

Status DescriptorFile::Sync() {
  // fdatasync also writes the size when it has changed; only times are left behind. Not retried, not even for
  // EINTR: after any failure the pages may be gone.
  if (::fdatasync(fd_) < 0) return Failed("sync");
  return {};
}

}  // namespace lianxiao::storage
