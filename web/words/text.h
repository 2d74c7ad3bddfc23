// Times, sizes and durations as people say them: 今天 14:20, 210 兆, 还要约 2 小时. The words come from
// the catalog, so the same code speaks every language.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "storage/base/time.h"
#include "web/words/strings.h"

namespace lianxiao::web {

// A moment on the wall of one place. Plain value.
struct LocalTime {
  int year = 1970, month = 1, day = 1;  // 1-12, 1-31
  int hour = 0, minute = 0;
  int weekday = 4;              // 0: Sunday.
  std::int64_t day_number = 0;  // Days since 1970-01-01 there, to tell today from tomorrow.
};

using Zone = std::function<LocalTime(WallTime)>;
Zone MachineZone();                         // The box's own time zone. Safe from any thread.
Zone FixedZone(std::int64_t east_minutes);  // UTC+8 is 480.

// Safe from any thread.
class Text {
 public:
  Text(const Strings& strings, Zone zone) : strings_(strings), zone_(std::move(zone)) {}

  // "今天 14:20", "昨天 14:20", "明天 09:00", "星期五 14:20" within six days ahead, else "12月10日 14:20",
  // with the year when it is another one.
  std::string Moment(WallTime when, WallTime now) const;
  // The same for what comes soon, where little room is: "14:20" today, else as above.
  std::string ShortMoment(WallTime when, WallTime now) const;
  std::string Today(WallTime now) const;               // "12月10日 星期四"
  std::string TimeOfDay(WallTime when) const;          // "09:00"
  std::string Date(WallTime when) const;               // "2026年12月10日"
  std::string Ago(WallTime when, WallTime now) const;  // "刚刚", "5 分钟前", "3 天前"

  // The midnight that begins the day of `when`, or another day's that many days later.
  WallTime DayStart(WallTime when, std::int64_t days = 0) const;
  int DaysSinceMonday(WallTime when) const;  // 0 … 6

  std::string Size(std::int64_t bytes) const;  // "210 兆", "1.4 GB"; steps of 1024 as Windows counts.
  std::string Rate(std::int64_t bytes_per_second) const;  // "每秒 210 KB"
  std::string Length(std::int64_t seconds) const;  // Of a video: "8 分钟", "1 小时 5 分钟", "40 秒"
  std::string Remaining(WallTime until, WallTime now) const;  // "还要约 2 小时"

 private:
  std::string Clock(const LocalTime& t) const;
  const Strings& strings_;
  Zone zone_;
};

// Whole percent, never 100 before all is here, never 0 once something is.
int Percent(std::int64_t done, std::int64_t total);

}  // namespace lianxiao::web
