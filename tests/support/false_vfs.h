// SQLite on a Disk: a VFS by name, so that a whole database runs on a false disk and forgets with it. Locks
// and shared memory live in this process, as they would in the kernel's memory: a power cut takes them.
#pragma once

#include <memory>
#include <string>

#include "storage/disk.h"

namespace lianxiao::test {

class FalseVfs {
 public:
  // Registered under `name` as long as this lives; `disk` outlives it. No connection may be open at its end.
  FalseVfs(storage::Disk& disk, std::string name);
  ~FalseVfs();
  FalseVfs(const FalseVfs&) = delete;
  FalseVfs& operator=(const FalseVfs&) = delete;
  const std::string& name() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lianxiao::test
