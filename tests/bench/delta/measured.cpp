#include "tests/bench/delta/measured.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace lianxiao::bench {
namespace {

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

[[noreturn]] void Become(const std::vector<std::string>& command, const std::string& log) {
  const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(file, 1);
  ::dup2(file, 2);
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

}  // namespace

Measured Measure(const std::vector<std::string>& command) {
  const auto log =
      (std::filesystem::temp_directory_path() / ("bench-delta-" + std::to_string(::getpid()))).string();
  const auto child = ::fork();
  if (child == 0) Become(command, log);
  int status = 0;
  rusage used{};
  ::wait4(child, &status, 0, &used);
  Measured measured{.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128};
  measured.cpu_s = Seconds(used.ru_utime) + Seconds(used.ru_stime);
  measured.peak_mib = static_cast<double>(used.ru_maxrss) / 1024;
  std::ostringstream out;
  out << std::ifstream(log).rdbuf();
  measured.out = out.str();
  std::filesystem::remove(log);
  return measured;
}

bool IsInstalled(const std::string& program) {
  return Measure({"sh", "-c", "command -v " + program}).exit_code == 0;
}

}  // namespace lianxiao::bench
