#include "center/registry/mailbox_rows.h"

#include <functional>

#include "center/offers/offer_rows.h"
#include "center/registry/alliance_rows.h"
#include "center/registry/timetable_rows.h"

namespace lianxiao::center {
namespace {

using storage::Connection;
using storage::Statement;

// Every row of `rows`, each given to `take`.
Status ForEach(Statement& rows, const std::function<Status(const Statement&)>& take) {
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return {};
    LIANXIAO_TRY(take(rows));
  }
}

Statement& BindSchool(Statement& statement, int index, const std::string& school) {
  return school.empty() ? statement.BindNull(index) : statement.Bind(index, school);
}

// Those the statement shall be about: one school, or all there are.
constexpr std::string_view kWhichSchools = " FROM schools WHERE ?1 IS NULL OR id = ?1";

Status ReadRules(Connection& connection, const std::string& school, ForSchool& into) {
  auto rules = connection.Prepare("SELECT all_libraries, classroom_login FROM school_rules WHERE school = ?");
  rules.Bind(1, school);
  LIANXIAO_TRY(ForEach(rules, [&](const Statement& row) -> Status {
    into.all_libraries = row.Int(0) != 0;
    into.classroom_login = row.Int(1) != 0;
    return {};
  }));
  auto libraries = connection.Prepare("SELECT library FROM followed WHERE school = ? ORDER BY library");
  libraries.Bind(1, school);
  return ForEach(libraries, [&](const Statement& row) -> Status {
    into.libraries.push_back(row.Text(0));
    return {};
  });
}

}  // namespace

Result<ForSchool> RowsForSchool(Connection& connection, const std::string& school) {
  ForSchool all;
  LIANXIAO_TRY(ReadRules(connection, school, all));
  LIANXIAO_ASSIGN(const auto own_rules, LineRulesOf(connection, school));
  LIANXIAO_ASSIGN(const auto general_rules, LineRulesOf(connection, ""));
  all.line = formats::RulesThatHold(own_rules, general_rules);
  auto notices = connection.Prepare(
      "SELECT number, text, at_ms, until_ms FROM notices WHERE school IS NULL OR school = ? ORDER BY number");
  notices.Bind(1, school);
  LIANXIAO_TRY(ForEach(notices, [&](const Statement& row) -> Status {
    all.notices.push_back({"n-" + std::to_string(row.Int(0)), row.Text(1), {row.Int(2)}, {row.Int(3)}});
    return {};
  }));
  auto commands = connection.Prepare(
      "SELECT number, what, at_ms FROM commands WHERE school IS NULL OR school = ? ORDER BY number");
  commands.Bind(1, school);
  LIANXIAO_TRY(ForEach(commands, [&](const Statement& row) -> Status {
    all.commands.push_back({{row.Int(0), row.Text(1)}, {row.Int(2)}});
    return {};
  }));
  LIANXIAO_ASSIGN(all.timetable, LessonsFor(connection, school));
  LIANXIAO_ASSIGN(all.offers, OfferAnswersFor(connection, school));
  LIANXIAO_ASSIGN(all.partners, PartnersOf(connection, school));
  LIANXIAO_ASSIGN(all.alliances, AlliancesOf(connection, school));
  return all;
}

Result<std::int64_t> LetterHeldBy(Connection& connection, const std::string& device) {
  auto row = connection.Prepare("SELECT letter FROM reports WHERE device = ?");
  row.Bind(1, device);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  return found ? row.Int(0) : 0;
}

Result<std::optional<LetterRow>> NewestLetter(Connection& connection, const std::string& device) {
  auto row = connection.Prepare("SELECT number, content, made_ms, sealed FROM letters WHERE device = ?");
  row.Bind(1, device);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return std::optional<LetterRow>();
  LIANXIAO_ASSIGN(const auto content, BlobId::FromBytes(row.Text(1)));
  return std::optional(LetterRow{{row.Int(0), content, {row.Int(2)}}, row.Text(3)});
}

Status PutLetter(Connection& connection, const std::string& device, const LetterRow& letter) {
  return connection
      .Prepare(
          "INSERT OR REPLACE INTO letters(device, number, content, made_ms, sealed) "
          "VALUES (?, ?, ?, ?, ?)")
      .Bind(1, device)
      .Bind(2, letter.last.number)
      .BindBlob(3, letter.last.content.View())
      .Bind(4, letter.last.at.ms)
      .BindBlob(5, letter.sealed)
      .Run();
}

Result<std::int64_t> PutNotice(Connection& connection, const std::string& school, const std::string& text,
                               WallTime at, WallTime until) {
  auto put = connection.Prepare(
      "INSERT INTO notices(school, text, at_ms, until_ms) VALUES (?, ?, ?, ?) RETURNING number");
  BindSchool(put, 1, school).Bind(2, text).Bind(3, at.ms).Bind(4, until.ms);
  LIANXIAO_ASSIGN(const bool told, put.Step());
  const std::int64_t number = told ? put.Int(0) : 0;
  LIANXIAO_TRY(put.Run());
  return number;
}

Result<bool> EndNotice(Connection& connection, std::int64_t number, WallTime now) {
  // Deleted and not ended in place: the last letter, made for its own time, must then read otherwise.
  auto end = connection.Prepare("DELETE FROM notices WHERE number = ? AND until_ms > ?");
  LIANXIAO_TRY(end.Bind(1, number).Bind(2, now.ms).Run());
  return connection.Changes() > 0;
}

Result<std::vector<Notice>> NoticesInForce(Connection& connection, WallTime now) {
  auto rows = connection.Prepare(
      "SELECT number, school, text, at_ms, until_ms FROM notices WHERE until_ms > ? ORDER BY number DESC");
  rows.Bind(1, now.ms);
  std::vector<Notice> notices;
  LIANXIAO_TRY(ForEach(rows, [&](const Statement& row) -> Status {
    notices.push_back({row.Int(0), row.Text(1), row.Text(2), {row.Int(3)}, {row.Int(4)}});
    return {};
  }));
  return notices;
}

Status PutCommand(Connection& connection, const std::string& school, const std::string& what, WallTime at) {
  auto put = connection.Prepare("INSERT INTO commands(school, what, at_ms) VALUES (?, ?, ?)");
  return BindSchool(put, 1, school).Bind(2, what).Bind(3, at.ms).Run();
}

Status PutFollowed(Connection& connection, const std::string& school, bool all,
                   const std::vector<std::string>& libraries) {
  auto rule = connection.Prepare("INSERT INTO school_rules(school, all_libraries) SELECT id, ?2" +
                                 std::string(kWhichSchools) +
                                 " ON CONFLICT(school) DO UPDATE SET all_libraries = excluded.all_libraries");
  LIANXIAO_TRY(BindSchool(rule, 1, school).Bind(2, all ? 1 : 0).Run());
  auto drop = connection.Prepare("DELETE FROM followed WHERE ?1 IS NULL OR school = ?1");
  LIANXIAO_TRY(BindSchool(drop, 1, school).Run());
  auto put = connection.Prepare("INSERT OR IGNORE INTO followed(school, library) SELECT id, ?2" +
                                std::string(kWhichSchools));
  for (const auto& library : libraries) LIANXIAO_TRY(BindSchool(put, 1, school).Bind(2, library).Run());
  return {};
}

Status PutClassroomLogin(Connection& connection, const std::string& school, bool asked) {
  auto rule = connection.Prepare(
      "INSERT INTO school_rules(school, classroom_login) SELECT id, ?2" + std::string(kWhichSchools) +
      " ON CONFLICT(school) DO UPDATE SET classroom_login = excluded.classroom_login");
  return BindSchool(rule, 1, school).Bind(2, asked ? 1 : 0).Run();
}

Result<std::optional<formats::LineRules>> LineRulesOf(Connection& connection, const std::string& school) {
  auto row = connection.Prepare("SELECT rules FROM line_rules WHERE school = ?");
  row.Bind(1, school);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return std::optional<formats::LineRules>();
  LIANXIAO_ASSIGN(auto rules, formats::ParseLineRules(row.Text(0)));
  return std::optional(std::move(rules));
}

Status PutLineRules(Connection& connection, const std::string& school,
                    const std::optional<formats::LineRules>& rules) {
  if (!rules) return connection.Prepare("DELETE FROM line_rules WHERE school = ?").Bind(1, school).Run();
  return connection.Prepare("INSERT OR REPLACE INTO line_rules(school, rules) VALUES (?, ?)")
      .Bind(1, school)
      .Bind(2, formats::ToJson(*rules))
      .Run();
}

}  // namespace lianxiao::center
