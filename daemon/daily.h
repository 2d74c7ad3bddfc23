// Runs some work when made and then once a day, in a thread of its own. A day is counted on the clock that
// only goes forward: a box wakes up in 1970 and jumps.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace lianxiao::daemon {

class Daily {
 public:
  // `work` logs its own failures; what it uses outlives this. Destruction waits for work under way.
  explicit Daily(std::function<void()> work);

 private:
  void Run(const std::stop_token& stop);

  std::function<void()> work_;
  std::mutex mutex_;  // For `wake_` alone.
  std::condition_variable_any wake_;
  std::jthread thread_;  // Last: ends before what it uses.
};

}  // namespace lianxiao::daemon
