#include "web/words/text.h"

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "storage/base/local_day.h"

namespace lianxiao::web {
namespace {

std::int64_t FloorDivide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

LocalTime FromCalendar(const std::tm& t, std::int64_t east_seconds, std::int64_t seconds) {
  return {.year = t.tm_year + 1900,
          .month = t.tm_mon + 1,
          .day = t.tm_mday,
          .hour = t.tm_hour,
          .minute = t.tm_min,
          .weekday = t.tm_wday,
          .day_number = FloorDivide(seconds + east_seconds, 86'400)};
}

std::string TwoDigits(int n) {
  char text[16];
  std::snprintf(text, sizeof text, "%02d", n);
  return text;
}

// "1.4" below ten, "14" above: as much as a person takes in.
std::string Short(std::int64_t bytes, std::int64_t unit) {
  const std::int64_t tenths = (bytes * 10 + unit / 2) / unit;
  if (tenths >= 100 || tenths % 10 == 0) return Digits((tenths + 5) / 10);
  return Digits(tenths / 10) + "." + std::to_string(tenths % 10);
}

constexpr std::int64_t kKb = 1 << 10, kMb = 1 << 20, kGb = 1 << 30;

}  // namespace

Zone MachineZone() {
  return [](WallTime when) {
    const std::time_t seconds = FloorDivide(when.ms, 1'000);
    std::tm t{};
    ::localtime_r(&seconds, &t);
    return FromCalendar(t, t.tm_gmtoff, seconds);
  };
}

Zone FixedZone(std::int64_t east_minutes) {
  return [east_minutes](WallTime when) {
    const std::int64_t seconds = FloorDivide(when.ms, 1'000);
    const std::time_t shifted = seconds + east_minutes * 60;
    std::tm t{};
    ::gmtime_r(&shifted, &t);
    return FromCalendar(t, east_minutes * 60, seconds);
  };
}

std::string Text::Clock(const LocalTime& t) const { return TwoDigits(t.hour) + ":" + TwoDigits(t.minute); }

std::string Text::Moment(WallTime when, WallTime now) const {
  const LocalTime t = zone_(when), today = zone_(now);
  const std::string clock = Clock(t);
  const std::int64_t days = t.day_number - today.day_number;
  if (days == 0) return strings_.Get("time.today", {{"clock", clock}});
  if (days == 1) return strings_.Get("time.tomorrow", {{"clock", clock}});
  if (days == -1) return strings_.Get("time.yesterday", {{"clock", clock}});
  if (days > 1 && days < 7) {
    return strings_.Get("time.weekday", {{"weekday", strings_.Get("weekday." + std::to_string(t.weekday))},
                                         {"clock", clock}});
  }
  return strings_.Get(t.year == today.year ? "time.date" : "time.date_year",
                      {{"year", std::to_string(t.year)},
                       {"month", strings_.Get("month." + std::to_string(t.month))},
                       {"day", std::to_string(t.day)},
                       {"clock", clock}});
}

std::string Text::ShortMoment(WallTime when, WallTime now) const {
  const LocalTime t = zone_(when);
  return t.day_number == zone_(now).day_number ? Clock(t) : Moment(when, now);
}

std::string Text::Today(WallTime now) const {
  const LocalTime t = zone_(now);
  return strings_.Get("time.day_weekday",
                      {{"month", strings_.Get("month." + std::to_string(t.month))},
                       {"day", std::to_string(t.day)},
                       {"weekday", strings_.Get("weekday." + std::to_string(t.weekday))}});
}

std::string Text::TimeOfDay(WallTime when) const { return Clock(zone_(when)); }

WallTime Text::DayStart(WallTime when, std::int64_t days) const {
  const auto offset = [this](WallTime at) {
    const LocalTime t = zone_(at);
    const auto local = t.day_number * kDayMs + (t.hour * 60 + t.minute) * kMinuteMs;
    return local - FloorDivide(at.ms, kMinuteMs) * kMinuteMs;
  };
  return ToWall({zone_(when).day_number + days}, 0, offset);
}

int Text::DaysSinceMonday(WallTime when) const { return (zone_(when).weekday + 6) % 7; }

std::string Text::Date(WallTime when) const {
  const LocalTime t = zone_(when);
  return strings_.Get("time.day", {{"year", std::to_string(t.year)},
                                   {"month", strings_.Get("month." + std::to_string(t.month))},
                                   {"day", std::to_string(t.day)}});
}

std::string Text::Ago(WallTime when, WallTime now) const {
  const std::int64_t ms = now.ms - when.ms;
  if (ms < 0) return Moment(when, now);  // A clock was set back; say the time and no nonsense.
  if (ms < kMinuteMs) return strings_.Get("ago.now");
  if (ms < kHourMs) return strings_.Count("ago.minutes", ms / kMinuteMs);
  if (ms < kDayMs) return strings_.Count("ago.hours", ms / kHourMs);
  return strings_.Count("ago.days", ms / kDayMs);
}

std::string Text::Size(std::int64_t bytes) const {
  bytes = std::max<std::int64_t>(bytes, 0);
  if (bytes < kKb) return strings_.Get("size.bytes", {{"n", Digits(bytes)}});
  if (bytes < kMb) return strings_.Get("size.kb", {{"n", Digits((bytes + kKb / 2) / kKb)}});
  if (bytes < 1'000 * kMb) return strings_.Get("size.mb", {{"n", Short(bytes, kMb)}});
  return strings_.Get("size.gb", {{"n", Short(bytes, kGb)}});
}

std::string Text::Rate(std::int64_t bytes_per_second) const {
  return strings_.Get("size.per_second", {{"size", Size(bytes_per_second)}});
}

std::string Text::Length(std::int64_t seconds) const {
  if (seconds < 60) return strings_.Count("length.seconds", std::max<std::int64_t>(seconds, 0));
  const std::int64_t minutes = (seconds + 30) / 60;
  if (minutes < 60) return strings_.Count("length.minutes", minutes);
  std::string hours = strings_.Count("length.hours", minutes / 60);
  if (minutes % 60 == 0) return hours;
  return strings_.Get("length.both",
                      {{"hours", hours}, {"minutes", strings_.Count("length.minutes", minutes % 60)}});
}

std::string Text::Remaining(WallTime until, WallTime now) const {
  const std::int64_t ms = until.ms - now.ms;
  if (ms < kMinuteMs) return strings_.Get("remaining.soon");
  const std::int64_t minutes = (ms + kMinuteMs / 2) / kMinuteMs;
  if (minutes < 90) return strings_.Count("remaining.minutes", minutes);
  const std::int64_t hours = (ms + kHourMs / 2) / kHourMs;
  if (hours < 36) return strings_.Count("remaining.hours", hours);
  return strings_.Count("remaining.days", (ms + kDayMs / 2) / kDayMs);
}

int Percent(std::int64_t done, std::int64_t total) {
  if (total <= 0 || done <= 0) return 0;
  if (done >= total) return 100;
  // By halves of floating point: sizes times 100 would overflow past 2^56 bytes.
  const int percent = static_cast<int>(static_cast<double>(done) * 100.0 / static_cast<double>(total));
  return std::clamp(percent, 1, 99);
}

}  // namespace lianxiao::web
