// Two kinds of time that never mix: Instant to wait by, WallTime to show and to sign.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/result.h"

namespace lianxiao {

// Milliseconds on a clock that only goes forward and starts anew at each boot. Plain value.
struct Instant {
  std::int64_t ms = 0;
  auto operator<=>(const Instant&) const = default;
};
inline Instant operator+(Instant t, std::int64_t ms) { return {t.ms + ms}; }
inline std::int64_t operator-(Instant a, Instant b) { return a.ms - b.ms; }

// Milliseconds since 1970-01-01T00:00:00Z as the machine believes it; a box with a flat clock
// battery believes it is 1970. Plain value.
struct WallTime {
  std::int64_t ms = 0;
  auto operator<=>(const WallTime&) const = default;
};
inline WallTime operator+(WallTime t, std::int64_t ms) { return {t.ms + ms}; }

inline constexpr std::int64_t kSecondMs = 1'000;
inline constexpr std::int64_t kMinuteMs = 60 * kSecondMs;
inline constexpr std::int64_t kHourMs = 60 * kMinuteMs;
inline constexpr std::int64_t kDayMs = 24 * kHourMs;

// "2026-11-21T08:30:00Z", whole seconds: the form TUF metadata and our JSON use.
std::string ToRfc3339(WallTime time);
// Accepts exactly that form, from 1970 on. kInvalid otherwise.
Result<WallTime> ParseRfc3339(std::string_view text);

// Safe from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant Now() const = 0;
  virtual WallTime Wall() const = 0;
  // Names this boot of the machine, so that Instants of two boots are never compared. Hex, ≤ 36 chars.
  virtual std::string BootId() const = 0;
};

// CLOCK_BOOTTIME, CLOCK_REALTIME and /proc/sys/kernel/random/boot_id.
class SystemClock final : public Clock {
 public:
  Instant Now() const override;
  WallTime Wall() const override;
  std::string BootId() const override;
};

}  // namespace lianxiao
