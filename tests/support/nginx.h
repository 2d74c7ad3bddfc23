// A plain nginx over a folder, as a county or a relay school would set one up: nothing but a folder and a
// port. Throws std::runtime_error when it does not serve. Used from one thread.
#pragma once

#include <string>

#include "tests/support/process.h"

namespace lianxiao::test {

class Nginx {
 public:
  // Files of its own go to `folder`, which is made; it serves what lies below `root`.
  Nginx(const std::string& folder, const std::string& root);
  // Asked to stop, not killed, so that nothing of it stays behind.
  ~Nginx() { process_.Stop(); }
  Nginx(const Nginx&) = delete;
  Nginx& operator=(const Nginx&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  pid_t pid() const { return process_.pid(); }
  std::string access_log() const { return ReadFile(access_log_); }
  void Signal(int signal) const { process_.Signal(signal); }  // SIGSTOP: takes connections, never answers.

 private:
  int port_;
  std::string access_log_;
  Process process_;
};

}  // namespace lianxiao::test
