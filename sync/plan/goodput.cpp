#include "sync/plan/goodput.h"

#include <algorithm>
#include <cmath>

#include "sync/plan/tuning.h"

namespace lianxiao::sync {
namespace {

constexpr double kNineInTen = 1.2816;  // Of the normal distribution.
// A line that gives this much of a cap is held by the cap and may be faster.
constexpr double kHeldByCap = 0.8;

std::int64_t Rounded(double value) { return static_cast<std::int64_t>(std::llround(value)); }

}  // namespace

// Two kinds of luck: that of the hours to come, and that of the hours the mean was taken from.
std::int64_t LineSpeed::Safe(std::int64_t hours) const {
  const auto free_spans = [](std::int64_t of_hours) {
    return static_cast<double>(std::max<std::int64_t>(of_hours * kHourMs / kFreeMs, 1));
  };
  const auto luck = std::sqrt(1 / free_spans(hours) + 1 / free_spans(known_hours));
  const auto safe = static_cast<double>(mean) - kNineInTen * static_cast<double>(spread) * luck;
  return std::max(Rounded(safe), mean * kLeastSafePercent / 100);
}

Goodput::Goodput(GoodputRow saved) : row_(saved) {}

bool Goodput::Note(Instant now, std::int64_t bytes, Demand demand, std::int64_t cap) {
  const auto since = last_ ? now - *last_ : 0;
  last_ = now;
  if (demand == Demand::kNone || since <= 0 || since > kGoodputSpanMs) return false;
  span_ms_ += since;
  span_bytes_ += bytes;
  if (demand == Demand::kCapped) {
    capped_ = true;
    cap_ = std::max(cap_, cap);
  }
  return span_ms_ >= kGoodputSpanMs && EndSpan();
}

bool Goodput::EndSpan() {
  const auto rate = static_cast<double>(span_bytes_) * 1000 / static_cast<double>(span_ms_);
  // Below the cap, or faster than what was believed, it still tells something.
  const bool held = capped_ && rate >= kHeldByCap * static_cast<double>(cap_) && rate <= row_.mean;
  const bool came = span_bytes_ > 0;
  span_ms_ = span_bytes_ = cap_ = 0;
  capped_ = false;

  row_.there_spans = std::min(row_.there_spans + 1, kThereSpans);
  row_.there += ((came ? 1 : 0) - row_.there) / static_cast<double>(row_.there_spans);
  if (!came || held) return true;
  row_.spans = std::min(row_.spans + 1, kSpeedSpans);
  const auto share = 1 / static_cast<double>(row_.spans);
  const auto off = rate - row_.mean;
  row_.mean += share * off;
  row_.variance = (1 - share) * (row_.variance + share * off * off);
  return true;
}

LineSpeed Goodput::Speed() const {
  if (row_.spans == 0) {
    if (span_ms_ < kGoodputFirstMs || span_bytes_ == 0 || capped_) {
      return {kUnknownBytesPerSecond, kUnknownBytesPerSecond / 2};
    }
    const auto rate = span_bytes_ * 1000 / span_ms_;
    return {rate, rate / 2};
  }
  // A line that is there with the chance `there`, and then has a speed of this mean and variance.
  const auto mean = row_.mean * row_.there;
  const auto variance = row_.there * row_.variance + row_.mean * row_.mean * row_.there * (1 - row_.there);
  // A handful of spans knows its own spread badly: begin from half of the mean.
  const auto unsure = mean / 2 / std::sqrt(static_cast<double>(row_.spans));
  return {.mean = std::max<std::int64_t>(Rounded(mean), 1),
          .spread = Rounded(std::max(std::sqrt(variance), unsure)),
          .measured = true,
          .known_hours = std::max<std::int64_t>(row_.spans * kGoodputSpanMs / kHourMs, 1)};
}

}  // namespace lianxiao::sync
