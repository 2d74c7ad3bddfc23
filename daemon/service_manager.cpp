#include "daemon/service_manager.h"

#include <sys/resource.h>
#include <systemd/sd-daemon.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>

namespace lianxiao::daemon {
namespace {

// Between looks whether to start anew: a county waits for it while its people stand by.
constexpr std::int64_t kLookMs = 5'000;
constexpr std::int64_t kUnwatchedMs = 20'000;  // Between looks when no watchdog asks for more.

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  return signals;
}

}  // namespace

ServiceManager::ServiceManager() {
  const auto signals = StopSignals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // A client that hangs up is an ordinary event.
  // A connection and the file it is sent take two descriptors; the usual 1024 are too few for a crowd.
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
  }
}

void ServiceManager::Ready(std::string_view status) {
  ::sd_notify(0, ("READY=1\nSTATUS=" + std::string(status)).c_str());
}

void ServiceManager::Stopping() { ::sd_notify(0, "STOPPING=1"); }

ServiceManager::End ServiceManager::WaitForStop(const std::function<bool()>& alive,
                                                const std::function<bool()>& outdated) {
  std::uint64_t watchdog_us = 0;
  const bool watched = ::sd_watchdog_enabled(0, &watchdog_us) > 0;
  const std::int64_t wait_ms = watched ? static_cast<std::int64_t>(watchdog_us / 2'000) : kUnwatchedMs;
  const auto step_ms = std::min(wait_ms, kLookMs);
  const auto signals = StopSignals();
  std::int64_t waited_ms = 0;
  while (true) {
    timespec wait{};
    wait.tv_sec = step_ms / 1'000;
    wait.tv_nsec = (step_ms % 1'000) * 1'000'000;
    if (::sigtimedwait(&signals, nullptr, &wait) > 0) return End::kStop;
    if (errno != EAGAIN) continue;
    if (outdated()) return End::kStartAnew;
    waited_ms += step_ms;
    if (waited_ms < wait_ms) continue;
    waited_ms = 0;
    if (alive() && watched) ::sd_notify(0, "WATCHDOG=1");
  }
}

std::string MachineName() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

Result<storage::FolderLock> LockDataFolder(const std::string& folder) {
  auto lock = storage::FolderLock::Take(folder + "/lock");
  if (lock || lock.error().code != ErrorCode::kRefused) return lock;
  return Fail(ErrorCode::kRefused, lock.error().message + "; stop it first, or choose another --data");
}

}  // namespace lianxiao::daemon
