#include "daemon/command_line.h"

#include <CLI/CLI.hpp>

#include "daemon/school_settings.h"
#include "storage/disk.h"

namespace lianxiao::daemon {
namespace {

constexpr std::int64_t kMaxConfigBytes = 1 << 20;

}  // namespace

ParsedCommandLine ParseDaemonCommandLine(std::string_view program, int argc, char** argv) {
  ParsedCommandLine parsed;
  CLI::App app("Lianxiao 联校", std::string(program));
  app.set_version_flag("--version", std::string(program) + " " + std::string(kProgramVersion));
  app.add_option("--config", parsed.line.config, "设置文件 (TOML) / settings file");
  app.add_option("--data", parsed.line.data, "数据文件夹 / data folder");
  app.add_option("--listen", parsed.line.listen, "地址:端口 / address:port");
  if (program == "lianxiao-schoold") {
    app.add_option("--courseware-listen", parsed.line.courseware_listen,
                   "互动课件的地址:端口 / address:port of courseware");
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    parsed.exit_code = app.exit(e);
  }
  return parsed;
}

Result<std::string> ReadConfig(const DaemonCommandLine& line) {
  if (line.config.empty()) return std::string();
  storage::RealDisk disk;
  return storage::ReadWhole(disk, line.config, kMaxConfigBytes);
}

}  // namespace lianxiao::daemon
