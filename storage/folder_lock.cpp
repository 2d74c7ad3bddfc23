#include "storage/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace lianxiao::storage {
namespace {

// Who has it wrote its process id into it; only for the message, the lock itself is what counts.
std::string OwnerOf(int fd) {
  char id[32] = {};
  const auto size = ::pread(fd, id, sizeof id - 1, 0);
  return size > 0 ? "process " + std::string(id, static_cast<std::size_t>(size)) : "another program";
}

void WriteOwner(int fd) {
  const auto id = std::to_string(::getpid());
  if (::ftruncate(fd, 0) != 0) return;
  [[maybe_unused]] const auto written = ::pwrite(fd, id.data(), id.size(), 0);
}

}  // namespace

Result<FolderLock> FolderLock::Take(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    return Fail(ErrorCode::kInvalid, path + ": " + std::strerror(errno) +
                                         "; check that the folder exists and belongs to this user");
  }
  FolderLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) {
    WriteOwner(fd);
    return lock;
  }
  if (errno == EWOULDBLOCK) return Fail(ErrorCode::kRefused, path + " is in use by " + OwnerOf(fd));
  return Fail(ErrorCode::kInternal, "lock " + path + ": " + std::strerror(errno));
}

FolderLock::~FolderLock() {
  if (fd_ >= 0) ::close(fd_);
}

FolderLock::FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

}  // namespace lianxiao::storage
