#include "sync/plan/spread.h"

#include <algorithm>
#include <string>

#include "storage/base/digest.h"
#include "sync/plan/tuning.h"

namespace lianxiao::sync {

std::int64_t SpreadMs(std::string_view device, LocalDay day, std::int64_t length_ms) {
  const auto span = std::min(kSpreadMs, length_ms / 4);
  if (span <= 0) return 0;
  const auto drawn = HashOf(std::string(device) + " " + day.Text()).Hex().substr(0, 15);
  return static_cast<std::int64_t>(std::stoull(drawn, nullptr, 16) % static_cast<std::uint64_t>(span));
}

}  // namespace lianxiao::sync
