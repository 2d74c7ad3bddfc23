#include "storage/search/ranking.h"

#include <array>

namespace lianxiao::storage {
namespace {

constexpr std::array<std::string_view, 5> kMarks = {"部", "省", "市", "县", "校"};
constexpr int kQualities = static_cast<int>(kMarks.size()) + 1;
constexpr int kUses = 4;
// Lessons of one class, more than there are of all; the classes together stay far below 2^63.
constexpr std::int64_t kClassSize = std::int64_t{1} << 40;

}  // namespace

int QualityOf(std::string_view mark) {
  for (std::size_t i = 0; i < kMarks.size(); ++i) {
    if (mark.starts_with(kMarks[i])) return static_cast<int>(i);
  }
  return kQualities - 1;
}

int UseOf(std::int64_t opened) {
  if (opened >= 16) return 0;
  if (opened >= 4) return 1;
  return opened >= 1 ? 2 : kUses - 1;
}

NumberRange NumbersOf(const Worth& worth) {
  const int place = ((worth.here ? 0 : 1) * kUses + UseOf(worth.opened)) * kQualities + worth.quality;
  return {place * kClassSize, (place + 1) * kClassSize};
}

}  // namespace lianxiao::storage
