#include "daemon/progress_bar.h"

#include <unistd.h>

#include <algorithm>

namespace lianxiao::daemon {
namespace {

constexpr int kCells = 24;                            // The whole line fits 60 columns.
constexpr std::int64_t kTellAfterMs = 2 * kSecondMs;  // A guess from less is only noise.

double ShareOf(const center::Step& step) {
  const auto done = step.total_bytes > 0 ? step.done_bytes : step.done;
  const auto total = step.total_bytes > 0 ? step.total_bytes : step.total;
  if (total <= 0) return 1;
  return std::clamp(static_cast<double>(done) / static_cast<double>(total), 0.0, 1.0);
}

std::string TimeLeft(const Console& console, double share, std::int64_t elapsed_ms) {
  if (share <= 0 || share >= 1 || elapsed_ms < kTellAfterMs) return "";
  const auto left_ms = static_cast<std::int64_t>(static_cast<double>(elapsed_ms) * (1 - share) / share);
  const auto minutes = (left_ms + kMinuteMs - 1) / kMinuteMs;
  if (left_ms < kMinuteMs)
    return console.Text("cli.progress.seconds", {{"n", std::to_string(left_ms / kSecondMs + 1)}});
  return console.Text("cli.progress.minutes", {{"n", std::to_string(minutes)}});
}

std::string WordFor(const Console& console, std::string_view what) {
  const auto key = "cli.progress." + std::string(what);
  return console.Knows(key) ? console.Text(key) : std::string(what);
}

}  // namespace

std::string BarLine(const Console& console, const center::Step& step, std::int64_t elapsed_ms) {
  const auto share = ShareOf(step);
  const auto full = static_cast<int>(share * kCells);
  std::string line = WordFor(console, step.what) + " " + std::to_string(step.done) + "/" +
                     std::to_string(step.total) + "  [" + std::string(static_cast<std::size_t>(full), '#');
  for (int cell = full; cell < kCells; ++cell) line += ".";
  const auto percent = std::to_string(static_cast<int>(share * 100));
  line += "]  " + std::string(3 - percent.size(), ' ') + percent + "%";
  const auto left = TimeLeft(console, share, elapsed_ms);
  return left.empty() ? line : line + "  " + left;
}

ProgressBar::ProgressBar(const Console& console, const Clock& clock, std::FILE* out)
    : console_(console), clock_(clock), out_(out) {}

std::FILE* ProgressBar::ForTerminal() { return isatty(STDERR_FILENO) == 1 ? stderr : nullptr; }

ProgressBar::~ProgressBar() {
  if (out_ != nullptr && !what_.empty()) std::fputs("\n", out_);
}

void ProgressBar::Show(const center::Step& step) {
  if (out_ == nullptr) return;
  if (step.what != what_) {
    if (!what_.empty()) std::fputs("\n", out_);
    what_ = step.what;
    began_ = clock_.Now();
  }
  // To the line's start; what was longer before is cleared away.
  std::fprintf(out_, "\r%s\033[K", BarLine(console_, step, clock_.Now() - began_).c_str());
  std::fflush(out_);
}

}  // namespace lianxiao::daemon
