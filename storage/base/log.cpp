#include "storage/base/log.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

namespace lianxiao {
namespace {

std::string_view JournalPrefix(Level level) {
  switch (level) {
    case Level::kError: return "<3>";
    case Level::kWarning: return "<4>";
    case Level::kInfo: return "<6>";
    case Level::kDebug: return "<7>";
  }
  std::abort();
}

std::string_view Word(Level level) {
  switch (level) {
    case Level::kError: return "error: ";
    case Level::kWarning: return "warning: ";
    case Level::kInfo: return "info: ";
    case Level::kDebug: return "debug: ";
  }
  std::abort();
}

}  // namespace

StderrLog::StderrLog(Level least) : least_(least), journal_(std::getenv("JOURNAL_STREAM") != nullptr) {}

void StderrLog::Write(Level level, std::string_view text) {
  if (level > least_) return;
  std::string line(journal_ ? JournalPrefix(level) : Word(level));
  line += text;
  for (char& c : line) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  line += '\n';
  // One write(2), so that lines of several threads do not mix. Nobody is left to tell if it fails.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace lianxiao
