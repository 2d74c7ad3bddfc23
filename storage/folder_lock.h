// Keeps a second program from working in the same folder. The kernel lets go of the lock when the process
// ends, however it ends. Used from one thread.
#pragma once

#include <string>

#include "storage/base/result.h"

namespace lianxiao::storage {

class FolderLock {
 public:
  // Holds a lock on the file `path`, which is made if missing, until destroyed. kRefused names the process
  // that has it.
  static Result<FolderLock> Take(const std::string& path);
  ~FolderLock();
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace lianxiao::storage
