#include "center/ingest/run_program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

extern char** environ;

namespace lianxiao::center {
namespace {

constexpr std::size_t kMostOutputBytes = 4 << 20;

class Pipe {
 public:
  Pipe() { works_ = pipe2(ends_.data(), O_CLOEXEC) == 0; }
  ~Pipe() {
    CloseRead();
    CloseWrite();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  bool works() const { return works_; }
  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void CloseRead() { CloseEnd(ends_[0]); }
  void CloseWrite() { CloseEnd(ends_[1]); }

 private:
  static void CloseEnd(int& fd) {
    if (fd >= 0) close(fd);
    fd = -1;
  }
  std::array<int, 2> ends_{-1, -1};
  bool works_ = false;
};

class FileActions {
 public:
  FileActions() { posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  void Redirect(int from, int to) { posix_spawn_file_actions_adddup2(&actions_, from, to); }
  void OpenNull(int to) { posix_spawn_file_actions_addopen(&actions_, to, "/dev/null", O_RDONLY, 0); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

Result<pid_t> Spawn(const std::vector<std::string>& arguments, const Pipe& out, const Pipe& err) {
  FileActions actions;
  actions.OpenNull(STDIN_FILENO);
  actions.Redirect(out.write_end(), STDOUT_FILENO);
  actions.Redirect(err.write_end(), STDERR_FILENO);
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t child = 0;
  const int error = posix_spawnp(&child, argv[0], actions.get(), nullptr, argv.data(), environ);
  if (error == 0) return child;
  return Fail(error == ENOENT ? ErrorCode::kNotFound : ErrorCode::kInternal,
              "start " + arguments[0] + ": " + std::strerror(error));
}

// Reads once from a pipe that has something. False at its end.
bool Take(Pipe& from, std::string& to) {
  std::array<char, 16384> buffer;
  const auto got = read(from.read_end(), buffer.data(), buffer.size());
  if (got < 0 && errno == EINTR) return true;
  if (got <= 0) {
    from.CloseRead();
    return false;
  }
  to.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

// Takes in both pipes to their ends.
Status TakeAll(Pipe& out, Pipe& err, ProgramOutput& output, std::int64_t timeout_ms) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  while (out.read_end() >= 0 || err.read_end() >= 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0)
      return Fail(ErrorCode::kOffline, "took longer than " + std::to_string(timeout_ms) + " ms");
    std::array<pollfd, 2> both{pollfd{out.read_end(), POLLIN, 0}, pollfd{err.read_end(), POLLIN, 0}};
    if (poll(both.data(), both.size(), static_cast<int>(left.count())) < 0 && errno != EINTR) {
      return Fail(ErrorCode::kInternal, std::string("poll: ") + std::strerror(errno));
    }
    if (both[0].revents != 0) Take(out, output.out);
    if (both[1].revents != 0) Take(err, output.err);
    if (output.out.size() + output.err.size() > kMostOutputBytes) {
      return Fail(ErrorCode::kInvalid, "printed more than 4 MiB");
    }
  }
  return {};
}

int Reap(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Result<ProgramOutput> RunProgram(const std::vector<std::string>& arguments, std::int64_t timeout_ms) {
  Pipe out, err;
  if (!out.works() || !err.works())
    return Fail(ErrorCode::kInternal, std::string("pipe: ") + std::strerror(errno));
  LIANXIAO_ASSIGN(const pid_t child, Spawn(arguments, out, err));
  out.CloseWrite();
  err.CloseWrite();

  ProgramOutput output;
  const auto taken = TakeAll(out, err, output, timeout_ms);
  if (!taken) kill(child, SIGKILL);
  output.exit_code = Reap(child);
  if (!taken) return Fail(taken.error().While(arguments[0]));
  return output;
}

// Programs that others were run by tell of a killed one by the same number.
Status EndedItself(const ProgramOutput& output) {
  if (output.exit_code != 128 + SIGKILL && output.exit_code != 128 + SIGTERM) return {};
  return Fail(ErrorCode::kOffline, "killed by signal " + std::to_string(output.exit_code - 128));
}

}  // namespace lianxiao::center
