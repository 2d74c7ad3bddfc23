#include "daemon/daily.h"

#include <chrono>

namespace lianxiao::daemon {

Daily::Daily(std::function<void()> work)
    : work_(std::move(work)), thread_([this](const std::stop_token& stop) { Run(stop); }) {}

void Daily::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    work_();
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, std::chrono::hours(24), [] { return false; });
  }
}

}  // namespace lianxiao::daemon
