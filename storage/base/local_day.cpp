#include "storage/base/local_day.h"

#include <chrono>
#include <cstdio>
#include <ctime>

namespace lianxiao {
namespace {

std::chrono::year_month_day CivilOf(LocalDay day) {
  return std::chrono::sys_days(std::chrono::days(day.number));
}

LocalDay DayOf(std::chrono::year_month_day civil) {
  return {std::chrono::sys_days(civil).time_since_epoch().count()};
}

}  // namespace

ZoneOffset FixedOffset(std::int64_t ms) {
  return [ms](WallTime) { return ms; };
}

ZoneOffset MachineOffset() {
  return [](WallTime at) -> std::int64_t {
    const auto seconds = static_cast<std::time_t>(at.ms / kSecondMs);
    std::tm local{};
    if (::localtime_r(&seconds, &local) == nullptr) return 0;  // Beyond what a year can say.
    return static_cast<std::int64_t>(local.tm_gmtoff) * kSecondMs;
  };
}

int LocalDay::Weekday() const {
  const auto since_monday = (number + 3) % 7;  // 1970-01-01 was a Thursday.
  return static_cast<int>(since_monday < 0 ? since_monday + 7 : since_monday);
}

int LocalDay::DayOfMonth() const { return static_cast<int>(static_cast<unsigned>(CivilOf(*this).day())); }

std::string LocalDay::Text() const {
  const auto civil = CivilOf(*this);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(civil.year()),
                static_cast<unsigned>(civil.month()), static_cast<unsigned>(civil.day()));
  return text;
}

Result<LocalDay> ParseDay(std::string_view text) {
  const auto midnight = ParseRfc3339(std::string(text) + "T00:00:00Z");
  if (!midnight) return Fail(ErrorCode::kInvalid, "'" + std::string(text) + "' is no day such as 2026-11-21");
  return LocalDay{midnight->ms / kDayMs};
}

LocalDay DayInMonth(LocalDay day, int day_of_month, int months) {
  using namespace std::chrono;
  const auto civil = CivilOf(day);
  const auto month = year_month(civil.year(), civil.month()) + std::chrono::months(months);
  const auto last = year_month_day(month / std::chrono::last);
  const auto wanted = std::chrono::day(static_cast<unsigned>(day_of_month));
  return DayOf(wanted < last.day() ? month / wanted : last);
}

LocalMoment ToLocal(WallTime at, const ZoneOffset& zone) {
  const auto local = at.ms + zone(at);
  auto day = local / kDayMs;
  if (local % kDayMs < 0) --day;
  return {{day}, local - day * kDayMs};
}

WallTime ToWall(LocalDay day, std::int64_t ms, const ZoneOffset& zone) {
  const auto local = day.number * kDayMs + ms;
  const WallTime guess{local - zone(WallTime{local})};
  return {local - zone(guess)};
}

}  // namespace lianxiao
