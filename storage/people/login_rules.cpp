#include "storage/people/login_rules.h"

#include <algorithm>

namespace lianxiao::storage {
namespace {

constexpr int kMostDoublings = 2;
constexpr std::int64_t kQuietMs = kDayMs;
// 2026-01-01T00:00:00Z. A wall clock that says an earlier time is wrong.
constexpr WallTime kEarliestBelievable{1'767'225'600'000};

std::int64_t RestMs(const Tries& tries, const TryRule& rule) {
  return rule.rest_ms << std::min(tries.rests - 1, kMostDoublings);
}

}  // namespace

std::int64_t RestLeftMs(const Tries& tries, const TryRule& rule, const Moment& now) {
  const bool had_tries_since = tries.wrong > 0;
  if (tries.rests == 0 || had_tries_since) return 0;
  return std::max<std::int64_t>(RestMs(tries, rule) - LeastMsBetween(tries.last, now), 0);
}

Tries AfterWrong(const Tries& before, const TryRule& rule, const Moment& now) {
  auto tries = IsForgotten(before, now) ? Tries{} : before;
  tries.last = now;
  ++tries.wrong;
  if (tries.wrong >= rule.wrong_tries) {
    tries.wrong = 0;
    ++tries.rests;
  }
  return tries;
}

bool BeganRest(const Tries& after) { return after.rests > 0 && after.wrong == 0; }

bool IsForgotten(const Tries& tries, const Moment& now) {
  return LeastMsBetween(tries.last, now) >= kQuietMs;
}

bool CodeIsExpired(const CodeTime& code, std::int64_t lasts_ms, const Moment& now) {
  if (!code.made.boot.empty()) {
    if (const auto age = SureMsBetween(code.made, now)) return *age > lasts_ms;
    if (code.made.wall < kEarliestBelievable) return false;
  }
  return now.wall > code.expires;
}

bool SessionGoesOn(const Moment& made, Instant used, const SessionLimits& limits, const Moment& now) {
  const auto age = SureMsBetween(made, now);
  return age && *age <= limits.longest_ms && now.up - used <= limits.idle_ms;
}

}  // namespace lianxiao::storage
