#include "tests/support/process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

extern char** environ;

namespace lianxiao::test {
namespace {

std::vector<std::string> EnvironmentWith(const std::map<std::string, std::string>& more) {
  std::vector<std::string> lines;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string line = *entry;
    if (!more.contains(line.substr(0, line.find('=')))) lines.push_back(line);
  }
  for (const auto& [name, value] : more) lines.push_back(name + "=" + value);
  return lines;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Programs block signals for sigtimedwait and ignore SIGPIPE; a child must not inherit a test's own.
pid_t Spawn(std::vector<std::string> command, const std::string& out_path, const std::string& err_path,
            const std::map<std::string, std::string>& environment) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, out_path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (err_path == out_path) {
    posix_spawn_file_actions_adddup2(&files, 1, 2);
  } else {
    posix_spawn_file_actions_addopen(&files, 2, err_path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  }
  auto lines = EnvironmentWith(environment);
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, command[0].c_str(), &files, nullptr, Pointers(command).data(),
                                 Pointers(lines).data());
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) throw std::runtime_error("cannot start " + command[0] + ": " + std::strerror(error));
  return pid;
}

}  // namespace

Process::Process(const std::vector<std::string>& command, const std::string& log_path,
                 const std::map<std::string, std::string>& environment)
    : pid_(Spawn(command, log_path, log_path, environment)) {}

Process::~Process() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), exit_code_(other.exit_code_) {}

Process& Process::operator=(Process&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(exit_code_, other.exit_code_);
  return *this;
}

bool Process::Running() { return pid_ > 0 && Wait(0) == -1; }

void Process::Signal(int signal) const {
  if (pid_ > 0) ::kill(pid_, signal);
}

int Process::Wait(std::int64_t timeout_ms) {
  const auto end = MonotonicMs() + timeout_ms;
  while (pid_ > 0) {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      pid_ = -1;
      break;
    }
    if (MonotonicMs() >= end) return -1;
    SleepMs(10);
  }
  return exit_code_;
}

int Process::Stop() {
  constexpr std::int64_t kPatienceMs = 10'000;
  Signal(SIGTERM);
  const int code = Wait(kPatienceMs);
  if (code != -1 || pid_ <= 0) return code;
  Signal(SIGKILL);
  return Wait(kPatienceMs);
}

Finished Run(const std::vector<std::string>& command, std::int64_t timeout_ms,
             const std::map<std::string, std::string>& environment) {
  const TempFolder folder;
  const auto out = folder.path() + "/out";
  const auto err = folder.path() + "/err";
  Process process(Spawn(command, out, err, environment));
  const int code = process.Wait(timeout_ms);
  return {code, ReadFile(out), ReadFile(err)};
}

int FreePort() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error(std::string("no free port: ") + std::strerror(errno));
  }
  ::close(fd);
  return ntohs(address.sin_port);
}

TempFolder::TempFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "lianxiao-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make " + pattern);
  path_ = pattern;
}

TempFolder::~TempFolder() {
  if (std::getenv("LIANXIAO_KEEP") != nullptr) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

void SleepMs(std::int64_t ms) {
  const timespec wait{ms / 1'000, (ms % 1'000) * 1'000'000};
  ::nanosleep(&wait, nullptr);
}

std::int64_t MonotonicMs() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000 + now.tv_nsec / 1'000'000;
}

}  // namespace lianxiao::test
