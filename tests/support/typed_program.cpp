#include "tests/support/typed_program.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "tests/support/process.h"

namespace lianxiao::test {

TypedProgram::TypedProgram(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_ = ::forkpty(&terminal_, nullptr, nullptr, nullptr);
  if (pid_ < 0) throw std::runtime_error("no terminal for " + command.front());
  if (pid_ == 0) {
    ::setenv("LC_ALL", "en_US.UTF-8", 1);
    ::execv(arguments.front(), arguments.data());
    ::_exit(127);
  }
}

TypedProgram::~TypedProgram() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  if (terminal_ >= 0) ::close(terminal_);
}

bool TypedProgram::Echoes() const {
  termios now{};
  return ::tcgetattr(terminal_, &now) == 0 && (now.c_lflag & ECHO) != 0;
}

void TypedProgram::Type(const std::string& keys) const {
  if (::write(terminal_, keys.data(), keys.size()) != static_cast<ssize_t>(keys.size())) {
    throw std::runtime_error("the terminal takes no more keys");
  }
}

void TypedProgram::Read() {
  pollfd ready{terminal_, POLLIN, 0};
  while (::poll(&ready, 1, 50) > 0) {
    std::array<char, 4096> bytes;
    const auto got = ::read(terminal_, bytes.data(), bytes.size());
    if (got <= 0) return;  // EIO: the program is gone.
    screen_.append(bytes.data(), static_cast<std::size_t>(got));
  }
}

bool TypedProgram::Shows(const std::string& words, std::int64_t timeout_ms) {
  const auto found = WaitUntil(
      [&] {
        Read();
        return screen_.find(words, seen_) != std::string::npos;
      },
      timeout_ms);
  if (found) seen_ = screen_.find(words, seen_) + words.size();
  return found;
}

int TypedProgram::Wait(std::int64_t timeout_ms) {
  int status = 0;
  const bool ended = WaitUntil(
      [&] {
        Read();
        return ::waitpid(pid_, &status, WNOHANG) == pid_;
      },
      timeout_ms);
  if (!ended) return -1;
  pid_ = -1;
  Read();
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace lianxiao::test
