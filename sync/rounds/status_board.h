// What the engine is doing, written by its thread and read by anyone. Safe from any thread.
#pragma once

#include <mutex>

#include "sync/engine.h"

namespace lianxiao::sync {

class StatusBoard {
 public:
  EngineStatus Now() const {
    const std::lock_guard lock(mutex_);
    return status_;
  }
  template <typename Change>
  void Update(Change&& change) {
    const std::lock_guard lock(mutex_);
    change(status_);
  }

 private:
  mutable std::mutex mutex_;  // Guards status_.
  EngineStatus status_;
};

}  // namespace lianxiao::sync
