// The page-long main that both daemons share: read settings, start, wait for the signal, return.
#pragma once

#include <filesystem>
#include <string>
#include <type_traits>

#include "daemon/command_line.h"
#include "daemon/console.h"
#include "daemon/school_settings.h"
#include "daemon/service_manager.h"
#include "storage/base/keys.h"
#include "storage/base/log.h"
#include "storage/base/time.h"

namespace lianxiao::daemon {

template <typename Settings>
struct DaemonProgram {
  std::string name;
  Result<Settings> (*read)(std::string_view toml, const std::string& file_name);
};

template <typename Settings>
Result<Settings> SettingsOf(const DaemonProgram<Settings>& program, const DaemonCommandLine& line) {
  LIANXIAO_ASSIGN(const auto toml, ReadConfig(line));
  LIANXIAO_ASSIGN(auto settings, program.read(toml, line.config));
  if (line.data) settings.data = *line.data;
  if (line.listen) settings.listen = *line.listen;
  if constexpr (std::is_same_v<Settings, SchoolSettings>) {
    if (line.courseware_listen) settings.courseware_listen = *line.courseware_listen;
  }
  // The control socket and error messages want to be found from anywhere.
  settings.data = std::filesystem::absolute(settings.data).string();
  return settings;
}

template <typename Joined>
bool IsOutdated(const Joined& joined) {
  if constexpr (requires { joined.Outdated(); }) return joined.Outdated();
  return false;
}

template <typename Joined>
void Tend(Joined& joined) {
  if constexpr (requires { joined.Tend(); }) joined.Tend();
}

// Joined is School or County; each may have something to Tend() every few seconds. One that is Outdated()
// ends and is started again. Returns the exit code.
template <typename Settings, typename Joined>
int DaemonMain(int argc, char** argv, const DaemonProgram<Settings>& program) {
  const auto parsed = ParseDaemonCommandLine(program.name, argc, argv);
  if (parsed.exit_code) return *parsed.exit_code;
  ServiceManager service;
  const auto console = Console::ForThisTerminal();
  if (const auto ready = InitCrypto(); !ready) return console.Complain(ready.error());
  const auto settings = SettingsOf(program, parsed.line);
  if (!settings) return console.Complain(settings.error());

  SystemClock clock;
  StderrLog log(settings->log_level);
  for (;;) {
    const auto joined = Joined::Start(*settings, clock, log);
    if (!joined) return console.Complain(joined.error());
    std::string where;
    for (const auto& address : (*joined)->addresses()) where += (where.empty() ? "" : ", ") + address;
    log.Info(program.name + " " + std::string(kProgramVersion) + " listens on " + where);
    service.Ready(where);
    const auto end = service.WaitForStop([&] { return (*joined)->Alive(); },
                                         [&] {
                                           Tend(**joined);
                                           return IsOutdated(**joined);
                                         });
    if (end == ServiceManager::End::kStop) {
      service.Stopping();
      return 0;
    }
    log.Info(program.name + " starts anew, with other keys");
  }
}

}  // namespace lianxiao::daemon
