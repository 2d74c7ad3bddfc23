// One process at a time works in a county's folder. The kernel lets go of the lock when the process ends,
// however it ends. Used from one thread.
#pragma once

#include <string>

#include "storage/base/result.h"

namespace lianxiao::center {

class FolderLock {
 public:
  // kRefused with what to do when another process holds `path`.
  static Result<FolderLock> Take(const std::string& path);
  ~FolderLock();
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace lianxiao::center
