#include "storage/base/time.h"

#include <ctime>
#include <fstream>

namespace lianxiao {
namespace {

std::int64_t ReadClock(clockid_t clock) {
  timespec t{};
  ::clock_gettime(clock, &t);
  return std::int64_t{t.tv_sec} * 1'000 + t.tv_nsec / 1'000'000;
}

bool Digits(std::string_view text, int& value) {
  value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    value = value * 10 + (c - '0');
  }
  return true;
}

// Days since 1970-01-01 of a date in the proleptic Gregorian calendar; Howard Hinnant,
// "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
std::int64_t DaysFromCivil(int year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

std::string ReadBootId() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(file, id);
  return id.empty() ? "unknown" : id;
}

}  // namespace

std::string ToRfc3339(WallTime time) {
  // A wall clock before 1970 or after 9999 has no form here; show the nearest that has.
  constexpr std::int64_t kLast = 253'402'300'799;
  std::int64_t seconds = time.ms / 1'000;
  if (seconds < 0) seconds = 0;
  if (seconds > kLast) seconds = kLast;
  const std::time_t t = seconds;
  std::tm utc{};
  ::gmtime_r(&t, &utc);
  char text[32];
  const auto size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return {text, size};
}

Result<WallTime> ParseRfc3339(std::string_view text) {
  const auto bad = [&] {
    return Fail(ErrorCode::kInvalid,
                "not a time like 2026-11-21T08:30:00Z: " + std::string(text.substr(0, 40)));
  };
  if (text.size() != 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
      text[16] != ':' || text[19] != 'Z') {
    return bad();
  }
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (!Digits(text.substr(0, 4), year) || !Digits(text.substr(5, 2), month) ||
      !Digits(text.substr(8, 2), day) || !Digits(text.substr(11, 2), hour) ||
      !Digits(text.substr(14, 2), minute) || !Digits(text.substr(17, 2), second)) {
    return bad();
  }
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1970 || month < 1 || month > 12) return bad();  // ToRfc3339 has no form for earlier ones.
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  const int days = kDays[month - 1] + (month == 2 && leap ? 1 : 0);
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 59) return bad();
  const std::int64_t seconds = DaysFromCivil(year, month, day) * 86'400 + hour * 3'600 + minute * 60 + second;
  return WallTime{seconds * 1'000};
}

Instant SystemClock::Now() const { return {ReadClock(CLOCK_BOOTTIME)}; }
WallTime SystemClock::Wall() const { return {ReadClock(CLOCK_REALTIME)}; }

// Read once: it stays the same until this process ends with its boot, and every check of a session asks.
std::string SystemClock::BootId() const {
  static const std::string kThisBoot = ReadBootId();
  return kThisBoot;
}

}  // namespace lianxiao
