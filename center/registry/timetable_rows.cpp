#include "center/registry/timetable_rows.h"

namespace lianxiao::center {
namespace {

using formats::TimetableLesson;
using storage::Connection;

Result<std::vector<std::string>> SchoolsOf(Connection& connection, const std::string& name) {
  std::vector<std::string> schools;
  auto rows = connection.Prepare("SELECT school FROM timetable_schools WHERE timetable = ? ORDER BY school");
  rows.Bind(1, name);
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return schools;
    schools.push_back(rows.Text(0));
  }
}

Status CheckSchools(Connection& connection, const std::vector<std::string>& schools) {
  for (const auto& school : schools) {
    auto row = connection.Prepare("SELECT 1 FROM schools WHERE id = ?");
    row.Bind(1, school);
    LIANXIAO_ASSIGN(const bool known, row.Step());
    if (!known) return Fail(ErrorCode::kNotFound, "school.unknown: " + school);
  }
  return {};
}

}  // namespace

Status PutTimetable(Connection& connection, const std::string& name, const std::vector<std::string>& schools,
                    const std::vector<TimetableRow>& rows, WallTime now) {
  LIANXIAO_TRY(CheckSchools(connection, schools));
  LIANXIAO_TRY(RemoveTimetable(connection, name));
  auto timetable = connection.Prepare("INSERT INTO timetables (name, put_ms) VALUES (?, ?)");
  LIANXIAO_TRY(timetable.Bind(1, name).Bind(2, now.ms).Run());
  auto for_school =
      connection.Prepare("INSERT OR IGNORE INTO timetable_schools (timetable, school) VALUES (?, ?)");
  for (const auto& school : schools) LIANXIAO_TRY(for_school.Bind(1, name).Bind(2, school).Run());
  auto put = connection.Prepare(
      "INSERT INTO timetable_lessons (timetable, place, starts_ms, ends_ms, lesson, area, organiser, contact)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  std::int64_t place = 0;
  for (const auto& row : rows) {
    put.Bind(1, name).Bind(2, place++).Bind(3, row.lesson.starts.ms).Bind(4, row.lesson.ends.ms);
    put.Bind(5, formats::ToJson(row.lesson));
    LIANXIAO_TRY(put.Bind(6, row.area).Bind(7, row.organiser).Bind(8, row.contact).Run());
  }
  return {};
}

Result<bool> RemoveTimetable(Connection& connection, const std::string& name) {
  auto there = connection.Prepare("SELECT 1 FROM timetables WHERE name = ?");
  there.Bind(1, name);
  LIANXIAO_ASSIGN(const bool found, there.Step());
  for (const auto* table : {"timetable_lessons", "timetable_schools"}) {
    auto rows = connection.Prepare("DELETE FROM " + std::string(table) + " WHERE timetable = ?");
    LIANXIAO_TRY(rows.Bind(1, name).Run());
  }
  LIANXIAO_TRY(connection.Prepare("DELETE FROM timetables WHERE name = ?").Bind(1, name).Run());
  return found;
}

Result<std::vector<TimetableSummary>> Timetables(Connection& connection) {
  std::vector<TimetableSummary> all;
  auto rows = connection.Prepare(
      "SELECT name, put_ms, COALESCE(min(starts_ms), 0), COALESCE(max(ends_ms), 0), count(lesson),"
      " COALESCE(sum(json_extract(lesson, '$.resource') IS NOT NULL), 0)"
      " FROM timetables LEFT JOIN timetable_lessons ON timetable = name GROUP BY name ORDER BY put_ms DESC");
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) break;
    all.push_back({rows.Text(0), {rows.Int(1)}, {rows.Int(2)}, {rows.Int(3)}, rows.Int(4), rows.Int(5), {}});
  }
  for (auto& one : all) {
    LIANXIAO_ASSIGN(one.schools, SchoolsOf(connection, one.name));
  }
  return all;
}

Result<std::vector<TimetableRow>> RowsOfTimetable(Connection& connection, const std::string& name) {
  std::vector<TimetableRow> all;
  auto rows = connection.Prepare(
      "SELECT lesson, area, organiser, contact FROM timetable_lessons WHERE timetable = ? ORDER BY place");
  rows.Bind(1, name);
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return all;
    LIANXIAO_ASSIGN(auto lesson, formats::ParseTimetableLesson(rows.Text(0)));
    all.push_back({0, std::move(lesson), rows.Text(1), rows.Text(2), rows.Text(3)});
  }
}

Result<std::vector<TimetableLesson>> LessonsFor(Connection& connection, const std::string& school) {
  std::vector<TimetableLesson> lessons;
  auto rows = connection.Prepare(
      "SELECT lesson FROM timetable_lessons l WHERE EXISTS"
      " (SELECT 1 FROM timetable_schools s WHERE s.timetable = l.timetable AND s.school = ?1)"
      " OR NOT EXISTS (SELECT 1 FROM timetable_schools s WHERE s.timetable = l.timetable)"
      " ORDER BY starts_ms, lesson");
  rows.Bind(1, school);
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) break;
    LIANXIAO_ASSIGN(auto lesson, formats::ParseTimetableLesson(rows.Text(0)));
    if (lessons.empty() || lessons.back() != lesson) lessons.push_back(std::move(lesson));
  }
  return lessons;
}

}  // namespace lianxiao::center
