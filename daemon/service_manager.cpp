#include "daemon/service_manager.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <utility>

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

Result<FolderLock> FolderLock::Take(const std::string& folder) {
  const std::string path = folder + "/lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    return Fail(ErrorCode::kInvalid, path + ": " + std::strerror(errno) +
                                         "; check that the folder exists and belongs to this user");
  }
  FolderLock lock(fd);
  char text[32] = {};
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    const auto size = ::pread(fd, text, sizeof text - 1, 0);
    const std::string owner =
        size > 0 ? "process " + std::string(text, static_cast<std::size_t>(size)) : "another program";
    return Fail(ErrorCode::kRefused,
                folder + " is in use by " + owner + "; stop it first, or choose another --data");
  }
  const auto id = std::to_string(::getpid());
  // Only for the message above; the lock itself is what counts.
  if (::ftruncate(fd, 0) == 0) [[maybe_unused]]
    const auto written = ::pwrite(fd, id.data(), id.size(), 0);
  return lock;
}

FolderLock::~FolderLock() {
  if (fd_ >= 0) ::close(fd_);
}
FolderLock::FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

}  // namespace lianxiao::daemon
