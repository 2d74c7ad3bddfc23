#include "storage/teaching/opened_lessons.h"

#include <algorithm>

#include "storage/people/roles.h"

namespace lianxiao::storage {
namespace {

using formats::EventKind;

bool IsNoted(const formats::Event& event) {
  const bool kind = event.kind == EventKind::kOpened || event.kind == EventKind::kPlayed ||
                    event.kind == EventKind::kFinished;
  return kind && !event.person.empty() && !event.resource.empty();
}

// Of who may teach; empty: nobody is behind the pseudonym any more, or somebody who has no such page.
Result<std::string> AccountOf(Connection& c, const std::string& person) {
  auto row = c.Prepare("SELECT id, role FROM accounts WHERE person = ?");
  LIANXIAO_ASSIGN(const bool any, row.Bind(1, person).Step());
  if (!any) return std::string();
  const auto role = ParseRole(row.Text(1));
  return role && May(*role, Permission::kTeach) ? row.Text(0) : std::string();
}

// Opened: on top of the others, and where it stopped last time is kept.
Status NoteOne(Connection& c, const std::string& account, const formats::Event& event, WallTime now) {
  const bool opened = event.kind == EventKind::kOpened;
  return c
      .Prepare(opened
                   ? "INSERT INTO opened (number, account, kind, item, at_ms, at_s)"
                     " VALUES ((SELECT coalesce(max(number), 0) + 1 FROM opened), ?1, ?2, ?3, ?4, ?5)"
                     " ON CONFLICT (account, kind, item) DO UPDATE SET number = excluded.number,"
                     " at_ms = excluded.at_ms"
                   : "UPDATE opened SET at_ms = ?4, at_s = ?5 WHERE account = ?1 AND kind = ?2 AND item = ?3")
      .Bind(1, account)
      .Bind(2, kLessonKind)
      .Bind(3, event.resource)
      .Bind(4, now.ms)
      .Bind(5, event.kind == EventKind::kPlayed ? event.position_s : 0)
      .Run();
}

Status ForgetOldest(Connection& c, const std::string& account) {
  return c
      .Prepare(
          "DELETE FROM opened WHERE account = ?1 AND number <="
          " (SELECT number FROM opened WHERE account = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2)")
      .Bind(1, account)
      .Bind(2, kMostOpened)
      .Run();
}

}  // namespace

Status OpenedLessons::Note(std::span<const formats::Event> events, WallTime now) {
  if (std::ranges::none_of(events, IsNoted)) return {};  // A pupil's view costs no write.
  return people_.Write([&](Connection& c) -> Status {
    for (const auto& event : events) {
      if (!IsNoted(event)) continue;
      LIANXIAO_ASSIGN(const auto account, AccountOf(c, event.person));
      if (account.empty()) continue;
      LIANXIAO_TRY(NoteOne(c, account, event, now));
      LIANXIAO_TRY(ForgetOldest(c, account));
    }
    return {};
  });
}

Result<std::vector<OpenedLesson>> OpenedLessons::Of(const std::string& account) const {
  std::vector<OpenedLesson> all;
  LIANXIAO_TRY(people_.Read([&](Connection& c) -> Status {
    auto rows =
        c.Prepare("SELECT kind, item, at_ms, at_s FROM opened WHERE account = ? ORDER BY number DESC");
    rows.Bind(1, account);
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      all.push_back({{rows.Text(0), rows.Text(1)}, {rows.Int(2)}, rows.Int(3)});
    }
  }));
  return all;
}

Status OpenedLessons::Clear(const std::string& account) {
  return people_.Write([&](Connection& c) {
    return c.Prepare("DELETE FROM opened WHERE account = ?").Bind(1, account).Run();
  });
}

}  // namespace lianxiao::storage
