// A line at the bottom of a terminal that tells how far a long work has come:
//
//   差异包 12/40  [########················]  31%  还要约 4 分钟
//
// Quiet when standard error is not a terminal: a timer's log needs no bars. Used from one thread.
#pragma once

#include <cstdio>
#include <optional>
#include <string>

#include "center/publish/progress.h"
#include "daemon/console.h"
#include "storage/base/time.h"

namespace lianxiao::daemon {

// The line itself. `elapsed_ms`: since this kind of work began.
std::string BarLine(const Console& console, const center::Step& step, std::int64_t elapsed_ms);

class ProgressBar {
 public:
  // Draws on `out`, or nowhere when it is null. See ForTerminal.
  ProgressBar(const Console& console, const Clock& clock, std::FILE* out);
  static std::FILE* ForTerminal();  // Standard error if that is one.
  ~ProgressBar();                   // Ends the line that it drew last.
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void Show(const center::Step& step);

 private:
  const Console& console_;
  const Clock& clock_;
  std::FILE* out_;
  std::string what_;  // That is being drawn; empty: nothing yet.
  Instant began_;
};

}  // namespace lianxiao::daemon
