// The county's timetable of delivered lessons as it is handed in every second week (课表), with the columns
// that the forms have: 序号, 授课类型, 学科, 主讲教师, 地市(县区), 单位, 课程名称, 开课时间, 学段, 年级,
// 学校排课负责人, 联系方式, 平台, 备注; and one of ours, 资源编号, for the lesson on the box. Plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "center/ingest/findings.h"
#include "storage/base/local_day.h"
#include "storage/formats/timetable.h"

namespace lianxiao::center {

inline constexpr std::size_t kMaxTimetableBytes = 4 << 20;

struct TimetableRow {
  int row = 0;  // See Finding.
  formats::TimetableLesson lesson;
  // The county's own, for its forms; not told to schools.
  std::string area, organiser, contact;
};

// "12月10日 9:00-10:00", also with a year before it, as 2026-12-10, and with the signs of a Chinese keyboard.
// Without a year the one that brings it nearest to `today`, and rather ahead than back. Nothing: it says no
// such time.
struct LessonHours {
  WallTime starts, ends;
  bool operator==(const LessonHours&) const = default;
};
std::optional<LessonHours> ParseLessonHours(std::string_view text, LocalDay today, const ZoneOffset& zone);

// `bytes` as a spreadsheet saved them. 课程名称 and 开课时间 are needed; the rest may be empty.
std::vector<TimetableRow> ReadTimetable(const std::string& name, std::string_view bytes, LocalDay today,
                                        const ZoneOffset& zone, Findings& findings);

}  // namespace lianxiao::center
