#include "center/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace lianxiao::center {

Result<FolderLock> FolderLock::Take(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return Fail(ErrorCode::kInternal, "open " + path + ": " + std::strerror(errno));
  FolderLock lock(fd);
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno == EWOULDBLOCK) {
    return Fail(ErrorCode::kRefused,
                "another import or publish is at work (" + path + "); try again when it is done");
  }
  return Fail(ErrorCode::kInternal, "lock " + path + ": " + std::strerror(errno));
}

FolderLock::~FolderLock() {
  if (fd_ >= 0) close(fd_);
}

FolderLock::FolderLock(FolderLock&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }

}  // namespace lianxiao::center
