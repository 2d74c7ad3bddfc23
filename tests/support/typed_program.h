// A program at a real terminal (a pseudo terminal of its own), as a person uses it. Killed when it goes. Used
// from one thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace lianxiao::test {

class TypedProgram {
 public:
  // Throws std::runtime_error if it cannot be started. Speaks English.
  explicit TypedProgram(const std::vector<std::string>& command);
  ~TypedProgram();
  TypedProgram(const TypedProgram&) = delete;
  TypedProgram& operator=(const TypedProgram&) = delete;

  void Type(const std::string& keys) const;  // "…\n" ends a line.
  // Until the screen shows this since the last such call; false after `timeout_ms`.
  bool Shows(const std::string& words, std::int64_t timeout_ms = 20'000);
  bool Echoes() const;  // Whether the terminal shows what is typed.
  // The exit code; -1 when it still runs after `timeout_ms`.
  int Wait(std::int64_t timeout_ms = 60'000);
  const std::string& screen() const { return screen_; }  // All of it.

 private:
  void Read();

  pid_t pid_ = -1;
  int terminal_ = -1;
  std::string screen_;
  std::size_t seen_ = 0;
};

}  // namespace lianxiao::test
