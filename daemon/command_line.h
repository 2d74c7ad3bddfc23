// What the two daemons have in common on their command lines.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao::daemon {

struct DaemonCommandLine {
  std::string config;  // Empty: no file, all defaults.
  std::optional<std::string> data;
  std::optional<std::string> listen;
  std::optional<std::string> courseware_listen;  // schoold only.
};

// Prints help, version or a complaint itself; then `exit_code` is set and there is nothing to run.
struct ParsedCommandLine {
  DaemonCommandLine line;
  std::optional<int> exit_code;
};
ParsedCommandLine ParseDaemonCommandLine(std::string_view program, int argc, char** argv);

// The file's text; empty without one. kNotFound names the path.
Result<std::string> ReadConfig(const DaemonCommandLine& line);

}  // namespace lianxiao::daemon
