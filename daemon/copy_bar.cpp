#include "daemon/copy_bar.h"

#include <unistd.h>

#include <cstdio>
#include <string>

namespace lianxiao::daemon {
namespace {

constexpr std::int64_t kDrawEveryMs = 250;  // Faster than that nobody reads.
constexpr std::int64_t kWidth = 30;
constexpr std::int64_t kSteadyAfterMs = kSecondMs;  // A rate over less than that only flickers.

}  // namespace

CopyBar::CopyBar(const web::Text& words, const Clock& clock)
    : words_(words), clock_(clock), seen_(::isatty(STDERR_FILENO) == 1), begun_(clock.Now()) {}

CopyBar::~CopyBar() {
  if (drawn_once_) std::fprintf(stderr, "\r\033[K");
}

void CopyBar::At(std::int64_t bytes) {
  done_ = bytes;
  if (!seen_ || total_ <= 0) return;
  const auto now = clock_.Now();
  if (drawn_once_ && now - drawn_ < kDrawEveryMs) return;
  drawn_ = now;
  drawn_once_ = true;
  Draw();
}

void CopyBar::Draw() {
  const auto percent = web::Percent(done_, total_);
  const auto full = static_cast<std::size_t>(kWidth * percent / 100);
  const auto bar = std::string(full, '#') + std::string(static_cast<std::size_t>(kWidth) - full, '.');
  const auto passed = clock_.Now() - begun_;
  const auto rate = passed < kSteadyAfterMs ? std::string() : words_.Rate(done_ * 1000 / passed);
  std::fprintf(stderr, "\r\033[K[%s] %lld%%  %s / %s  %s", bar.c_str(), static_cast<long long>(percent),
               words_.Size(done_).c_str(), words_.Size(total_).c_str(), rate.c_str());
  std::fflush(stderr);
}

}  // namespace lianxiao::daemon
