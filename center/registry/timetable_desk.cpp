#include "center/registry/timetable_desk.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "storage/formats/field_rules.h"

namespace lianxiao::center {
namespace {

constexpr std::string_view kLive = "直播";

std::string BareTitle(std::string_view title) {
  constexpr std::string_view kOpen = "《", kClose = "》";
  if (title.starts_with(kOpen) && title.ends_with(kClose)) {
    title = title.substr(kOpen.size(), title.size() - kOpen.size() - kClose.size());
  }
  return std::string(title);
}

// What is not said does not contradict.
bool Agrees(const std::string& a, const std::string& b) { return a.empty() || b.empty() || a == b; }

std::string Quoted(const std::string& text) {
  // A cell that begins with one of these is a formula to a spreadsheet.
  const bool formula = !text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos;
  if (!formula && text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = formula ? "\"'" : "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string TwoDigits(std::int64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); }

// "12月10日 9:00-10:00"
std::string HoursText(const formats::TimetableLesson& lesson, const ZoneOffset& zone) {
  const auto from = ToLocal(lesson.starts, zone), to = ToLocal(lesson.ends, zone);
  const auto clock = [](std::int64_t ms) {
    return std::to_string(ms / kHourMs) + ":" + TwoDigits(ms % kHourMs / kMinuteMs);
  };
  const auto month = std::atoi(from.day.Text().substr(5, 2).c_str());
  // A lesson that ends at midnight ends at 24:00 of its day.
  const auto end = to.ms + (to.day.number - from.day.number) * kDayMs;
  return std::to_string(month) + "月" + std::to_string(from.day.DayOfMonth()) + "日 " + clock(from.ms) + "-" +
         clock(end);
}

}  // namespace

std::string_view Word(Unlinked why) {
  switch (why) {
    case Unlinked::kNone: return "none";
    case Unlinked::kSeveral: return "several";
    case Unlinked::kUnknown: return "unknown";
  }
  std::abort();
}

std::vector<UnlinkedLesson> LinkLessons(std::vector<TimetableRow>& rows,
                                        const std::vector<PublishedLesson>& published) {
  std::set<std::string_view> ids;
  std::multimap<std::string_view, const PublishedLesson*> by_title;
  for (const auto& lesson : published) {
    ids.insert(lesson.id);
    by_title.emplace(lesson.title, &lesson);
  }
  std::vector<UnlinkedLesson> unlinked;
  for (auto& [row, lesson, area, organiser, contact] : rows) {
    if (!lesson.resource.empty()) {
      if (!ids.contains(lesson.resource)) unlinked.push_back({row, lesson.title, Unlinked::kUnknown});
      continue;
    }
    if (lesson.kind == kLive) continue;
    std::vector<const PublishedLesson*> fitting;
    const auto title = BareTitle(lesson.title);
    for (auto [at, end] = by_title.equal_range(title); at != end; ++at) {
      const auto& one = *at->second;
      if (Agrees(one.subject, lesson.subject) && Agrees(one.grade, lesson.grade)) fitting.push_back(&one);
    }
    if (fitting.size() == 1) {
      lesson.resource = fitting.front()->id;
    } else {
      unlinked.push_back({row, lesson.title, fitting.empty() ? Unlinked::kNone : Unlinked::kSeveral});
    }
  }
  return unlinked;
}

Result<TimetableDesk::Outcome> TimetableDesk::Put(const std::string& name,
                                                  const std::vector<std::string>& schools,
                                                  std::string_view bytes, const LessonFinder& find) {
  LIANXIAO_TRY(formats::CheckId("name", name));
  Outcome outcome;
  const auto now = clock_.Wall();
  auto rows = ReadTimetable(name, bytes, ToLocal(now, zone_).day, zone_, outcome.findings);
  if (!outcome.findings.empty()) return outcome;
  std::set<std::string> titles, ids;
  for (const auto& row : rows) {
    titles.insert(BareTitle(row.lesson.title));
    if (!row.lesson.resource.empty()) ids.insert(row.lesson.resource);
  }
  LIANXIAO_ASSIGN(const auto published, find(titles, ids));
  outcome.unlinked = LinkLessons(rows, published);
  for (const auto& row : rows) LIANXIAO_TRY(formats::Check(row.lesson));
  LIANXIAO_TRY(registry_.Write(
      [&](storage::Connection& connection) { return PutTimetable(connection, name, schools, rows, now); }));
  outcome.lessons = std::ssize(rows);
  return outcome;
}

Status TimetableDesk::Remove(const std::string& name) {
  return registry_.Write([&](storage::Connection& connection) -> Status {
    LIANXIAO_ASSIGN(const bool found, RemoveTimetable(connection, name));
    return found ? Status{} : Fail(ErrorCode::kNotFound, "timetable.unknown: " + name);
  });
}

Result<std::vector<TimetableSummary>> TimetableDesk::All() const {
  std::vector<TimetableSummary> all;
  LIANXIAO_TRY(registry_.Read([&](storage::Connection& connection) -> Status {
    LIANXIAO_ASSIGN(all, Timetables(connection));
    return {};
  }));
  return all;
}

Result<std::string> TimetableDesk::Csv(const std::string& name) const {
  std::vector<TimetableRow> rows;
  LIANXIAO_TRY(registry_.Read([&](storage::Connection& connection) -> Status {
    LIANXIAO_ASSIGN(rows, RowsOfTimetable(connection, name));
    return {};
  }));
  if (rows.empty()) return Fail(ErrorCode::kNotFound, "timetable.unknown: " + name);
  std::string csv =
      "\xEF\xBB\xBF序号,授课类型,学科,主讲教师,地市(县区),单位,课程名称,开课时间,学段,年级,学校排课负责人,"
      "联系方式,平台,备注,资源编号\r\n";
  int number = 0;
  for (const auto& [row, lesson, area, organiser, contact] : rows) {
    csv += std::to_string(++number);
    const std::array cells = {
        lesson.kind,  lesson.subject,           lesson.teacher, area,           lesson.school,
        lesson.title, HoursText(lesson, zone_), lesson.stage,   lesson.grade,   organiser,
        contact,      lesson.platform,          lesson.note,    lesson.resource};
    for (const auto& cell : cells) csv += "," + Quoted(cell);
    csv += "\r\n";
  }
  return csv;
}

}  // namespace lianxiao::center
