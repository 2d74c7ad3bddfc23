// A program started by a test, with its output in a file. Killed when the test ends. Used from one thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lianxiao::test {

class Process {
 public:
  Process() = default;
  // Throws std::runtime_error if it cannot be started. Output and errors are appended to `log_path`.
  Process(const std::vector<std::string>& command, const std::string& log_path,
          const std::map<std::string, std::string>& environment = {});
  explicit Process(pid_t pid) : pid_(pid) {}  // Of a child that is running already.
  ~Process();
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;

  bool Running();
  void Signal(int signal) const;
  // The exit code, or 128 + signal; -1 when it still runs after `timeout_ms`.
  int Wait(std::int64_t timeout_ms);
  int Stop();  // SIGTERM, then after 10 s SIGKILL.
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int exit_code_ = -1;
};

struct Finished {
  int exit_code = -1;
  std::string out;  // Standard output.
  std::string err;
};
// Runs a command to its end. An exit code of -1 means it was killed after the timeout.
Finished Run(const std::vector<std::string>& command, std::int64_t timeout_ms = 120'000,
             const std::map<std::string, std::string>& environment = {});

// A TCP port of 127.0.0.1 on which nobody listens at the moment.
int FreePort();

// A fresh folder under TMPDIR, removed with everything in it when destroyed, unless LIANXIAO_KEEP is set.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string ReadFile(const std::string& path);  // Empty if there is none.
void WriteFile(const std::string& path, const std::string& bytes);

// Asks every 50 ms until `condition` holds; false after `timeout_ms`.
template <typename Condition>
bool WaitUntil(const Condition& condition, std::int64_t timeout_ms);
void SleepMs(std::int64_t ms);
std::int64_t MonotonicMs();

template <typename Condition>
bool WaitUntil(const Condition& condition, std::int64_t timeout_ms) {
  const auto end = MonotonicMs() + timeout_ms;
  while (!condition()) {
    if (MonotonicMs() >= end) return false;
    SleepMs(50);
  }
  return true;
}

}  // namespace lianxiao::test
