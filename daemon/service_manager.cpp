#include "daemon/service_manager.h"

#include <sys/resource.h>
#include <systemd/sd-daemon.h>

#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>

namespace lianxiao::daemon {
namespace {

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

void ServiceManager::WaitForStop(const std::function<bool()>& alive) {
  std::uint64_t watchdog_us = 0;
  const bool watched = ::sd_watchdog_enabled(0, &watchdog_us) > 0;
  const std::int64_t wait_ms = watched ? static_cast<std::int64_t>(watchdog_us / 2'000) : kUnwatchedMs;
  const auto signals = StopSignals();
  while (true) {
    timespec wait{};
    wait.tv_sec = wait_ms / 1'000;
    wait.tv_nsec = (wait_ms % 1'000) * 1'000'000;
    if (::sigtimedwait(&signals, nullptr, &wait) > 0) return;
    if (errno == EAGAIN && alive() && watched) ::sd_notify(0, "WATCHDOG=1");
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
