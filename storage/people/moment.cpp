#include "storage/people/moment.h"

namespace lianxiao::storage {

Moment MomentOf(const Clock& clock) { return {clock.Wall(), clock.BootId(), clock.Now()}; }

std::optional<std::int64_t> SureMsBetween(const Moment& then, const Moment& now) {
  if (then.boot != now.boot) return std::nullopt;
  return now.up - then.up;
}

std::int64_t LeastMsBetween(const Moment& then, const Moment& now) {
  return SureMsBetween(then, now).value_or(now.up.ms);
}

}  // namespace lianxiao::storage
