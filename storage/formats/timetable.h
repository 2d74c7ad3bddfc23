// Lessons of the county's timetable (课表) as a school is told of them, in its letter: the columns that
// counties hand in every second week, without the organisers' telephone numbers. A lesson that names a
// resource is a deadline: the box holds it before the hour. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::formats {

// A school that receives six lessons a day for a whole term has about 700.
inline constexpr std::size_t kMaxTimetableLessons = 1'000;
inline constexpr std::size_t kMaxTimetableText = 300;  // Bytes of each field.

struct TimetableLesson {
  WallTime starts, ends;
  std::string title;     // 课程名称
  std::string kind;      // 授课类型: 直播 or 录播
  std::string subject;   // 学科
  std::string stage;     // 学段
  std::string grade;     // 年级
  std::string teacher;   // 主讲教师
  std::string school;    // 单位, who teaches
  std::string platform;  // 平台
  std::string note;      // 备注
  std::string resource;  // Id of the lesson on the box; empty: none is named.
  bool operator==(const TimetableLesson&) const = default;
};

// It ends after it starts and within a day; texts are single lines. kInvalid names the field.
Status Check(const TimetableLesson& lesson);

// One lesson by itself, as databases keep it; compact, what is empty is left out. Parsing does not Check().
std::string ToJson(const TimetableLesson& lesson);
Result<TimetableLesson> ParseTimetableLesson(std::string_view json);  // kInvalid names the field.

}  // namespace lianxiao::formats
