#include "storage/county_letter.h"

#include <algorithm>

namespace lianxiao::storage {
namespace {

Result<std::int64_t> NumberHere(Connection& c) {
  auto row = c.Prepare("SELECT number FROM letter");
  LIANXIAO_ASSIGN(const bool found, row.Step());
  return found ? row.Int(0) : 0;
}

Status ReadNotices(Connection& c, LetterHere& here) {
  auto rows = c.Prepare("SELECT id, text, at_ms, until_ms FROM letter_notices ORDER BY place");
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return {};
    here.notices.push_back({rows.Text(0), rows.Text(1), {rows.Int(2)}, {rows.Int(3)}});
  }
}

Status ReadLibraries(Connection& c, LetterHere& here) {
  auto rows = c.Prepare("SELECT name FROM letter_libraries ORDER BY name");
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return {};
    here.libraries.push_back(rows.Text(0));
  }
}

Status ReadLetter(Connection& c, LetterHere& here) {
  auto row = c.Prepare("SELECT number, at_ms, all_libraries, classroom_login, line FROM letter");
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return {};
  here.number = row.Int(0);
  here.at = {row.Int(1)};
  here.all_libraries = row.Int(2) != 0;
  here.classroom_login = row.Int(3) != 0;
  if (!row.IsNull(4)) {
    LIANXIAO_ASSIGN(here.line, formats::ParseLineRules(row.Text(4)));
  }
  LIANXIAO_TRY(ReadNotices(c, here));
  return ReadLibraries(c, here);
}

Status PutTimetable(Connection& c, const formats::Letter& letter) {
  auto row = c.Prepare("INSERT INTO letter_lessons (place, starts_ms, ends_ms, lesson) VALUES (?, ?, ?, ?)");
  std::int64_t place = 0;
  for (const auto& lesson : letter.timetable) {
    row.Bind(1, place++).Bind(2, lesson.starts.ms).Bind(3, lesson.ends.ms);
    LIANXIAO_TRY(row.Bind(4, formats::ToJson(lesson)).Run());
  }
  return {};
}

Status PutOffers(Connection& c, const formats::Letter& letter) {
  auto row = c.Prepare("INSERT INTO letter_offers (id, state, why, resource) VALUES (?, ?, ?, ?)");
  for (const auto& answer : letter.offers) {
    row.Bind(1, answer.id).Bind(2, answer.state).Bind(3, answer.why).Bind(4, answer.resource);
    LIANXIAO_TRY(row.Run());
  }
  return {};
}

Status PutTies(Connection& c, const formats::Letter& letter) {
  auto partner = c.Prepare(
      "INSERT INTO letter_partners (place, role, id, name, from_ms, until_ms) VALUES (?, ?, ?, ?, ?, ?)");
  std::int64_t place = 0;
  for (const auto& p : letter.partners) {
    partner.Bind(1, place++).Bind(2, p.role).Bind(3, p.id).Bind(4, p.name).Bind(5, p.from.ms);
    LIANXIAO_TRY(partner.Bind(6, p.until.ms).Run());
  }
  auto alliance = c.Prepare("INSERT INTO letter_alliances (id, alliance) VALUES (?, ?)");
  for (const auto& one : letter.alliances) {
    LIANXIAO_TRY(alliance.Bind(1, one.id).Bind(2, formats::ToJson(one)).Run());
  }
  return {};
}

Status PutLists(Connection& c, const formats::Letter& letter) {
  LIANXIAO_TRY(
      c.Execute("DELETE FROM letter_notices; DELETE FROM letter_libraries; DELETE FROM letter_commands;"
                " DELETE FROM letter_lessons; DELETE FROM letter_offers; DELETE FROM letter_partners;"
                " DELETE FROM letter_alliances"));
  auto notice =
      c.Prepare("INSERT INTO letter_notices (place, id, text, at_ms, until_ms) VALUES (?, ?, ?, ?, ?)");
  std::int64_t place = 0;
  for (const auto& n : letter.notices) {
    notice.Bind(1, place++).Bind(2, n.id).Bind(3, n.text).Bind(4, n.at.ms).Bind(5, n.until.ms);
    LIANXIAO_TRY(notice.Run());
  }
  auto library = c.Prepare("INSERT OR IGNORE INTO letter_libraries (name) VALUES (?)");
  for (const auto& name : letter.libraries) LIANXIAO_TRY(library.Bind(1, name).Run());
  auto command = c.Prepare("INSERT INTO letter_commands (number, what) VALUES (?, ?)");
  for (const auto& asked : letter.commands) {
    LIANXIAO_TRY(command.Bind(1, asked.number).Bind(2, asked.what).Run());
  }
  LIANXIAO_TRY(PutOffers(c, letter));
  LIANXIAO_TRY(PutTies(c, letter));
  return PutTimetable(c, letter);
}

}  // namespace

bool LetterHere::Follows(std::string_view library) const {
  return all_libraries || std::ranges::find(libraries, library) != libraries.end();
}

CountyLetter::CountyLetter(Database& journal) : journal_(journal) {}

Result<LetterHere> CountyLetter::Newest() const {
  LetterHere here;
  const auto read = journal_.Read([&](Connection& c) { return ReadLetter(c, here); });
  if (!read) return Fail(read.error().While("the county's letter"));
  return here;
}

Result<std::vector<formats::TimetableLesson>> CountyLetter::Timetable(WallTime from, WallTime to) const {
  std::vector<formats::TimetableLesson> lessons;
  const auto read = journal_.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare(
        "SELECT lesson FROM letter_lessons WHERE ends_ms > ? AND starts_ms < ? ORDER BY starts_ms, place");
    rows.Bind(1, from.ms).Bind(2, to.ms);
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      LIANXIAO_ASSIGN(auto lesson, formats::ParseTimetableLesson(rows.Text(0)));
      lessons.push_back(std::move(lesson));
    }
  });
  if (!read) return Fail(read.error().While("the timetable in the county's letter"));
  return lessons;
}

Status CountyLetter::Take(const formats::Letter& letter) {
  return journal_.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto here, NumberHere(c));
    if (letter.number <= here) {
      return Fail(ErrorCode::kUntrusted, "letter " + std::to_string(letter.number) + " is not newer than " +
                                             std::to_string(here) + ", which is here");
    }
    auto put = c.Prepare(
        "INSERT INTO letter (row, number, at_ms, all_libraries, classroom_login, line)"
        " VALUES (1, ?, ?, ?, ?, ?) ON CONFLICT (row) DO UPDATE SET"
        " number = excluded.number, at_ms = excluded.at_ms, all_libraries = excluded.all_libraries,"
        " classroom_login = excluded.classroom_login, line = excluded.line");
    put.Bind(1, letter.number).Bind(2, letter.at.ms).Bind(3, letter.all_libraries ? 1 : 0);
    put.Bind(4, letter.classroom_login ? 1 : 0);
    if (letter.line) {
      put.Bind(5, formats::ToJson(*letter.line));
    } else {
      put.BindNull(5);
    }
    LIANXIAO_TRY(put.Run());
    return PutLists(c, letter);
  });
}

Result<std::optional<formats::LetterCommand>> CountyLetter::NextCommand() const {
  std::optional<formats::LetterCommand> next;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto row = c.Prepare(
        "SELECT number, what FROM letter_commands WHERE number > (SELECT done_command FROM letter)"
        " ORDER BY number LIMIT 1");
    LIANXIAO_ASSIGN(const bool found, row.Step());
    if (found) next = formats::LetterCommand{row.Int(0), row.Text(1)};
    return {};
  }));
  return next;
}

Status CountyLetter::CommandDone(std::int64_t number) {
  return journal_.Write([&](Connection& c) {
    return c.Prepare("UPDATE letter SET done_command = max(done_command, ?), rechecked_to = NULL")
        .Bind(1, number)
        .Run();
  });
}

Result<std::optional<BlobId>> CountyLetter::RecheckedTo() const {
  std::optional<BlobId> to;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto row = c.Prepare("SELECT rechecked_to FROM letter WHERE rechecked_to IS NOT NULL");
    LIANXIAO_ASSIGN(const bool found, row.Step());
    if (!found) return {};
    LIANXIAO_ASSIGN(to, BlobId::FromBytes(row.Text(0)));
    return {};
  }));
  return to;
}

Status CountyLetter::SetRecheckedTo(const BlobId& id) {
  return journal_.Write([&](Connection& c) {
    return c.Prepare("UPDATE letter SET rechecked_to = ?").BindBlob(1, id.View()).Run();
  });
}

}  // namespace lianxiao::storage
