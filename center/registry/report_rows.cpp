// Status reports and the list of schools, of device_rows.h.
#include <array>

#include "center/registry/chain_rows.h"
#include "center/registry/device_rows.h"

namespace lianxiao::center {
namespace {

using formats::StatusReport;
using storage::Connection;
using storage::Statement;

// In the order of the columns in every statement below.
constexpr std::array kFigures = {&StatusReport::counter,       &StatusReport::catalog_version,
                                 &StatusReport::resources,     &StatusReport::resources_cached,
                                 &StatusReport::bytes_cached,  &StatusReport::bytes_missing,
                                 &StatusReport::usage_pending, &StatusReport::bytes_received,
                                 &StatusReport::bytes_sent,    &StatusReport::disk_free_bytes,
                                 &StatusReport::uptime_s,      &StatusReport::starts,
                                 &StatusReport::letter};
constexpr std::string_view kFigureColumns =
    "counter, catalog_version, resources, resources_cached, bytes_cached, bytes_missing, usage_pending, "
    "bytes_received, bytes_sent, disk_free_bytes, uptime_s, starts, letter";

Result<std::int64_t> NewestCounter(Connection& connection, const std::string& device) {
  auto row = connection.Prepare("SELECT counter FROM reports WHERE device = ?");
  row.Bind(1, device);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  return found ? row.Int(0) : -1;
}

Status PutFigures(Connection& connection, const StatusReport& report, WallTime now) {
  auto put = connection.Prepare("INSERT INTO reports(device, received_ms, program, at_ms, " +
                                std::string(kFigureColumns) +
                                ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  put.Bind(1, report.device).Bind(2, now.ms).Bind(3, report.program).Bind(4, report.at.ms);
  int index = 5;
  for (const auto figure : kFigures) put.Bind(index++, report.*figure);
  return put.Run();
}

Result<std::vector<formats::Problem>> ProblemsOf(Connection& connection, const std::string& device) {
  auto rows = connection.Prepare(
      "SELECT key, subject, since_ms FROM report_problems WHERE device = ? ORDER BY position");
  rows.Bind(1, device);
  std::vector<formats::Problem> problems;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return problems;
    problems.push_back({rows.Text(0), rows.Text(1), {rows.Int(2)}});
  }
}

// Columns: id, name, events, device, enrolled, last contact, report's program, its at, figures.
Result<School> ReadSchool(Connection& connection, const Statement& row, WallTime now) {
  School school{.id = row.Text(0), .name = row.Text(1), .events = row.Int(2)};
  if (row.IsNull(3)) return school;
  school.device = row.Text(3);
  school.enrolled = WallTime{row.Int(4)};
  school.last_contact = WallTime{row.Int(5)};
  LIANXIAO_ASSIGN(school.notices, NoticesOf(connection, school.device, school.id, now));
  if (row.IsNull(6)) return school;
  StatusReport report{.device = school.device, .program = row.Text(6), .at = {row.Int(7)}};
  int column = 8;
  for (const auto figure : kFigures) report.*figure = row.Int(column++);
  LIANXIAO_ASSIGN(report.problems, ProblemsOf(connection, school.device));
  school.report = std::move(report);
  return school;
}

}  // namespace

Status PutReport(Connection& connection, const StatusReport& report, WallTime now) {
  LIANXIAO_ASSIGN(const auto newest, NewestCounter(connection, report.device));
  if (report.counter == newest) return {};
  // Said aloud, or a box that was restored from a copy would be mute until it has counted so far again.
  if (report.counter < newest) {
    return Fail(ErrorCode::kInvalid,
                "status.counter_behind: a newer report is here; counter=" + std::to_string(newest));
  }
  LIANXIAO_TRY(
      connection.Prepare("DELETE FROM report_problems WHERE device = ?").Bind(1, report.device).Run());
  LIANXIAO_TRY(connection.Prepare("DELETE FROM reports WHERE device = ?").Bind(1, report.device).Run());
  LIANXIAO_TRY(PutFigures(connection, report, now));
  auto insert = connection.Prepare(
      "INSERT INTO report_problems(device, position, key, subject, since_ms) VALUES (?, ?, ?, ?, ?)");
  std::int64_t position = 0;
  for (const auto& problem : report.problems) {
    insert.Bind(1, report.device).Bind(2, position++).Bind(3, problem.key);
    LIANXIAO_TRY(insert.Bind(4, problem.subject).Bind(5, problem.since.ms).Run());
  }
  return {};
}

Result<std::vector<School>> AllSchools(Connection& connection, WallTime now) {
  auto rows = connection.Prepare(
      "SELECT s.id, s.name, s.events, d.id, d.enrolled_ms, d.last_contact_ms, r.program, r.at_ms, " +
      std::string(kFigureColumns) +
      " FROM schools s LEFT JOIN devices d ON d.id = (SELECT id FROM devices WHERE school = s.id "
      "ORDER BY enrolled_ms DESC, id LIMIT 1) LEFT JOIN reports r ON r.device = d.id ORDER BY s.id");
  std::vector<School> schools;
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return schools;
    LIANXIAO_ASSIGN(auto school, ReadSchool(connection, rows, now));
    schools.push_back(std::move(school));
  }
}

}  // namespace lianxiao::center
