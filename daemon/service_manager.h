// A program's life under systemd, or without it: ready, alive, told to stop. Used from the main thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "storage/folder_lock.h"

namespace lianxiao::daemon {

class ServiceManager {
 public:
  // Takes SIGTERM, SIGINT and SIGHUP into its own hands, ignores SIGPIPE and allows as many open files as the
  // system lets it. Make it before any thread, so
  // that they inherit the mask.
  ServiceManager();

  void Ready(std::string_view status);  // sd_notify(3); nothing without systemd.
  void Stopping();
  enum class End { kStop, kStartAnew };
  // Returns when a signal asks to stop, or when `outdated`, asked every few seconds, says that what runs has
  // to start anew. While waiting, asks `alive` at half the watchdog's interval (every 20 s without one) and
  // tells the watchdog only if it answers true: a program that hangs is restarted.
  End WaitForStop(const std::function<bool()>& alive, const std::function<bool()>& outdated);
};

// What this machine calls itself; empty if it does not say.
std::string MachineName();

// Keeps a second daemon from the same data folder. kRefused: another has it; says which and what to do.
Result<storage::FolderLock> LockDataFolder(const std::string& folder);

}  // namespace lianxiao::daemon
