// Where the programs say what they do. *error*: a person must act. *warning*: we coped. *info*: the
// county would want to know. *debug*: the rest. A failure is logged once, by whoever deals with it.
#pragma once

#include <string_view>

namespace lianxiao {

enum class Level { kError, kWarning, kInfo, kDebug };

// Safe from any thread.
class Log {
 public:
  virtual ~Log() = default;
  virtual void Write(Level level, std::string_view text) = 0;

  void Error(std::string_view text) { Write(Level::kError, text); }
  void Warning(std::string_view text) { Write(Level::kWarning, text); }
  void Info(std::string_view text) { Write(Level::kInfo, text); }
  void Debug(std::string_view text) { Write(Level::kDebug, text); }
};

// One line each on standard error, with the "<3>" prefixes that the journal of systemd reads
// (sd-daemon(3)) when it listens, and a word otherwise. Line breaks in `text` become spaces.
class StderrLog final : public Log {
 public:
  explicit StderrLog(Level least);
  void Write(Level level, std::string_view text) override;

 private:
  Level least_;
  bool journal_;
};

class NoLog final : public Log {
 public:
  void Write(Level, std::string_view) override {}
};

}  // namespace lianxiao
