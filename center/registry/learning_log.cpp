#include "center/registry/learning_log.h"

#include "center/registry/usage_rows.h"
#include "storage/formats/field_rules.h"

namespace lianxiao::center {
namespace {

using storage::Connection;

// A write of so many takes some tens of milliseconds, which a box that sends its use does not notice.
constexpr std::int64_t kEventsAtOnce = 2'000;
constexpr std::size_t kPersonDigits = 16;

// The oldest that are due. Twice in one transaction it names the same rows.
constexpr std::string_view kDue =
    " WHERE number IN (SELECT number FROM events WHERE received_ms < ?1 ORDER BY received_ms, number"
    " LIMIT ?2)";

Status AddToDays(Connection& connection, WallTime before) {
  return connection
      .Prepare(
          "INSERT INTO event_days(day, school, resource, kind, events, played_s, in_vain)"
          " SELECT received_ms / ?3, school, resource, kind, count(*), sum(played_s),"
          " sum(kind = 'searched' AND results = 0) FROM events" +
          std::string(kDue) +
          " GROUP BY 1, 2, 3, 4 ON CONFLICT(day, school, resource, kind) DO UPDATE SET"
          " events = events + excluded.events, played_s = played_s + excluded.played_s,"
          " in_vain = in_vain + excluded.in_vain")
      .Bind(1, before.ms)
      .Bind(2, kEventsAtOnce)
      .Bind(3, kDayMs)
      .Run();
}

}  // namespace

LearningLog::LearningLog(storage::Database& registry, const Clock& clock)
    : registry_(registry), clock_(clock) {}

Result<std::vector<PersonEvent>> LearningLog::EventsOf(const std::string& person) const {
  LIANXIAO_TRY(formats::CheckHex("person", person, kPersonDigits));
  std::vector<PersonEvent> events;
  const auto read = registry_.Read([&](Connection& connection) -> Status {
    LIANXIAO_ASSIGN(events, EventsOfPerson(connection, person));
    return {};
  });
  if (!read) return Fail(read.error());
  return events;
}

Result<std::int64_t> LearningLog::Erase(const std::string& person) {
  LIANXIAO_TRY(formats::CheckHex("person", person, kPersonDigits));
  std::int64_t erased = 0;
  const auto written = registry_.Write([&](Connection& connection) -> Status {
    LIANXIAO_TRY(connection.Prepare("INSERT OR IGNORE INTO erased_people(person, at_ms) VALUES (?, ?)")
                     .Bind(1, person)
                     .Bind(2, clock_.Wall().ms)
                     .Run());
    LIANXIAO_TRY(connection.Prepare("UPDATE events SET person = '', session = '' WHERE person = ?")
                     .Bind(1, person)
                     .Run());
    erased = connection.Changes();
    return {};
  });
  if (!written) return Fail(written.error());
  return erased;
}

Result<bool> LearningLog::Condense(std::int64_t days) {
  const WallTime before{clock_.Wall().ms - days * kDayMs};
  bool more = false;
  const auto written = registry_.Write([&](Connection& connection) -> Status {
    LIANXIAO_TRY(AddToDays(connection, before));
    LIANXIAO_TRY(connection.Prepare("DELETE FROM events" + std::string(kDue))
                     .Bind(1, before.ms)
                     .Bind(2, kEventsAtOnce)
                     .Run());
    more = connection.Changes() == kEventsAtOnce;
    return {};
  });
  if (!written) return Fail(written.error());
  return more;
}

}  // namespace lianxiao::center
