#include "storage/box_state.h"

#include <algorithm>

#include "storage/box_keys.h"

namespace lianxiao::storage {
namespace {

constexpr std::string_view kTrustedTime = "trusted_time";

Result<std::vector<std::string>> LoadMirrors(Connection& c) {
  std::vector<std::string> mirrors;
  auto rows = c.Prepare("SELECT url FROM mirrors ORDER BY place");
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return mirrors;
    mirrors.push_back(rows.Text(0));
  }
}

Result<std::string> LoadTlsStatement(Connection& c) {
  auto row = c.Prepare("SELECT statement FROM tls_statement");
  LIANXIAO_ASSIGN(const bool found, row.Step());
  return found ? row.Text(0) : std::string();
}

Status PutTlsStatement(Connection& c, std::string_view statement) {
  if (statement.empty()) return c.Execute("DELETE FROM tls_statement");
  return c.Prepare("INSERT OR REPLACE INTO tls_statement (row, statement) VALUES (1, ?)")
      .Bind(1, statement)
      .Run();
}

Result<std::optional<Enrolled>> LoadEnrolment(Connection& c) {
  auto row = c.Prepare(
      "SELECT device, school, school_name, center_name, center_address, root_json, granted_ms, card_json,"
      " center_root FROM enrolment");
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return std::optional<Enrolled>();
  LIANXIAO_ASSIGN(auto card, formats::ParseCenterCard(row.Text(7)));
  LIANXIAO_ASSIGN(auto mirrors, LoadMirrors(c));
  LIANXIAO_ASSIGN(auto tls_statement, LoadTlsStatement(c));
  formats::Grant grant{.device = row.Text(0),
                       .school = row.Text(1),
                       .school_name = row.Text(2),
                       .center_name = row.Text(3),
                       .center_address = row.Text(4),
                       .mirrors = std::move(mirrors),
                       .root_json = row.Text(5),
                       .at = WallTime{row.Int(6)},
                       .tls_statement = std::move(tls_statement),
                       .center_root = row.Int(8)};
  return std::optional(Enrolled{std::move(grant), std::move(card)});
}

Status SaveEnrolment(Connection& c, const formats::Grant& grant, const formats::CenterCard& center) {
  LIANXIAO_TRY(c.Prepare("INSERT OR REPLACE INTO enrolment (row, device, school, school_name, center_name,"
                         " center_address, root_json, granted_ms, card_json, center_root)"
                         " VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                   .Bind(1, grant.device)
                   .Bind(2, grant.school)
                   .Bind(3, grant.school_name)
                   .Bind(4, grant.center_name)
                   .Bind(5, grant.center_address)
                   .Bind(6, grant.root_json)
                   .Bind(7, grant.at.ms)
                   .Bind(8, formats::ToJson(center))
                   .Bind(9, grant.center_root)
                   .Run());
  LIANXIAO_TRY(c.Execute("DELETE FROM mirrors"));
  auto insert = c.Prepare("INSERT INTO mirrors (place, url) VALUES (?, ?)");
  std::int64_t place = 0;
  for (const auto& url : grant.mirrors) LIANXIAO_TRY(insert.Bind(1, place++).Bind(2, url).Run());
  return c.Execute("DELETE FROM pending_enrolment");
}

Result<std::optional<std::int64_t>> NumberOf(Connection& c, std::string_view sql, std::string_view name) {
  auto row = c.Prepare(sql);
  row.Bind(1, name);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  return found ? std::optional(row.Int(0)) : std::nullopt;
}

}  // namespace

BoxState::BoxState(Database& journal) : journal_(journal) {}

Result<std::optional<Enrolled>> BoxState::Enrolment() const {
  std::optional<Enrolled> enrolled;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(enrolled, LoadEnrolment(c));
    return {};
  }));
  return enrolled;
}

Status BoxState::Enrol(const formats::Grant& grant, const formats::CenterCard& center) {
  LIANXIAO_ASSIGN(const auto keys, Keys());
  return Enrol(grant, center, keys);
}

Status BoxState::Enrol(const formats::Grant& grant, const formats::CenterCard& center,
                       const DeviceKeys& keys) {
  return journal_.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(SaveEnrolment(c, grant, center));
    LIANXIAO_TRY(PutTlsStatement(c, grant.tls_statement));
    return box_keys::UseFromEnrolment(c, keys);
  });
}

Status BoxState::SavePendingEnrolment(const PendingEnrolment& pending) {
  return journal_.Write([&](Connection& c) {
    return c.Prepare("INSERT OR REPLACE INTO pending_enrolment (row, card_json, request) VALUES (1, ?, ?)")
        .Bind(1, formats::ToJson(pending.center))
        .BindBlob(2, pending.request.View())
        .Run();
  });
}

Result<std::optional<BoxState::PendingEnrolment>> BoxState::LoadPendingEnrolment() const {
  std::optional<PendingEnrolment> pending;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto row = c.Prepare("SELECT card_json, request FROM pending_enrolment");
    LIANXIAO_ASSIGN(const bool found, row.Step());
    if (!found) return {};
    LIANXIAO_ASSIGN(auto card, formats::ParseCenterCard(row.Text(0)));
    LIANXIAO_ASSIGN(const auto request, BlobId::FromBytes(row.Text(1)));
    pending = PendingEnrolment{std::move(card), request};
    return {};
  }));
  return pending;
}

Status BoxState::TakeCenterKeys(const formats::TufCenter& center, std::int64_t root_version) {
  return journal_.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(auto enrolled, LoadEnrolment(c));
    if (!enrolled || enrolled->grant.center_root >= root_version) return {};
    enrolled->center.sign = center.sign;
    enrolled->center.seal = center.seal;
    LIANXIAO_TRY(c.Prepare("UPDATE enrolment SET card_json = ?, center_root = ?")
                     .Bind(1, formats::ToJson(enrolled->center))
                     .Bind(2, root_version)
                     .Run());
    return c.Execute(
        "DELETE FROM letter_commands; UPDATE letter SET number = 0, done_command = 0, rechecked_to = NULL");
  });
}

Status BoxState::SaveTlsStatement(std::string_view statement) {
  return journal_.Write([&](Connection& c) { return PutTlsStatement(c, statement); });
}

Result<std::map<std::string, std::string>> BoxState::Metadata() const {
  std::map<std::string, std::string> files;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT name, bytes FROM metadata");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      files[rows.Text(0)] = rows.Text(1);
    }
  }));
  return files;
}

Status BoxState::SaveMetadata(const std::map<std::string, std::string>& files) {
  return journal_.Write([&](Connection& c) -> Status {
    LIANXIAO_TRY(c.Execute("DELETE FROM metadata"));
    auto insert = c.Prepare("INSERT INTO metadata (name, bytes) VALUES (?, ?)");
    for (const auto& [name, bytes] : files) LIANXIAO_TRY(insert.Bind(1, name).BindBlob(2, bytes).Run());
    return {};
  });
}

Result<WallTime> BoxState::TrustedTime() const {
  LIANXIAO_ASSIGN(const auto seen, Moment(kTrustedTime));
  return seen.value_or(WallTime{0});
}

Status BoxState::RaiseTrustedTime(WallTime seen) {
  return journal_.Write([&](Connection& c) {
    return c
        .Prepare(
            "INSERT INTO moments (name, at_ms) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET at_ms = max(at_ms, excluded.at_ms)")
        .Bind(1, kTrustedTime)
        .Bind(2, seen.ms)
        .Run();
  });
}

Result<std::int64_t> BoxState::Counter(std::string_view name) const {
  std::optional<std::int64_t> value;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(value, NumberOf(c, "SELECT value FROM counters WHERE name = ?", name));
    return {};
  }));
  return value.value_or(0);
}

Result<std::int64_t> BoxState::AddToCounter(std::string_view name, std::int64_t more) {
  std::int64_t value = 0;
  LIANXIAO_TRY(journal_.Write([&](Connection& c) -> Status {
    auto row = c.Prepare(
        "INSERT INTO counters (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = value + excluded.value RETURNING value");
    row.Bind(1, name).Bind(2, more);
    LIANXIAO_ASSIGN(const bool told, row.Step());
    if (told) value = row.Int(0);
    return row.Run();
  }));
  return value;
}

Result<std::optional<WallTime>> BoxState::Moment(std::string_view name) const {
  std::optional<std::int64_t> at_ms;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(at_ms, NumberOf(c, "SELECT at_ms FROM moments WHERE name = ?", name));
    return {};
  }));
  return at_ms ? std::optional(WallTime{*at_ms}) : std::nullopt;
}

Status BoxState::SetMoment(std::string_view name, WallTime at) {
  return journal_.Write([&](Connection& c) {
    return c.Prepare("INSERT OR REPLACE INTO moments (name, at_ms) VALUES (?, ?)")
        .Bind(1, name)
        .Bind(2, at.ms)
        .Run();
  });
}

Result<std::vector<formats::Problem>> BoxState::Problems() const {
  std::vector<formats::Problem> problems;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT key, subject, since_ms FROM problems ORDER BY since_ms, key, subject");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      problems.push_back({rows.Text(0), rows.Text(1), WallTime{rows.Int(2)}});
    }
  }));
  return problems;
}

Status BoxState::Raise(const formats::Problem& problem) {
  return journal_.Write([&](Connection& c) {
    return c.Prepare("INSERT OR IGNORE INTO problems (key, subject, since_ms) VALUES (?, ?, ?)")
        .Bind(1, problem.key)
        .Bind(2, problem.subject)
        .Bind(3, problem.since.ms)
        .Run();
  });
}

Status BoxState::Clear(std::string_view key) {
  return journal_.Write(
      [&](Connection& c) { return c.Prepare("DELETE FROM problems WHERE key = ?").Bind(1, key).Run(); });
}

Status BoxState::Clear(std::string_view key, std::string_view subject) {
  return journal_.Write([&](Connection& c) {
    return c.Prepare("DELETE FROM problems WHERE key = ? AND subject = ?")
        .Bind(1, key)
        .Bind(2, subject)
        .Run();
  });
}

}  // namespace lianxiao::storage
