#include "storage/people/session_rows.h"

#include "storage/base/digest.h"
#include "storage/base/encoding.h"
#include "storage/formats/utf8.h"

namespace lianxiao::storage {
namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kMostDeviceBytes = 60;  // Two words, or an IPv6 address with its zone.

std::string NewToken() { return ToHex(RandomBytes(kTokenBytes)); }

// A fast digest is enough: nobody can try 2^256 tokens.
BlobId DigestOf(std::string_view token) { return HashOf("lianxiao session\n" + std::string(token)); }

SessionRow RowOf(const Statement& s) {
  return {s.Text(0),         {WallTime{s.Int(4)}, s.Text(1), Instant{s.Int(2)}},
          Instant{s.Int(3)}, s.Int(5),
          s.Text(6),         s.Text(7)};
}

constexpr std::string_view kColumns =
    "account, boot, made_up_ms, used_up_ms, made_ms, number, device, address";

// Runs a DELETE … RETURNING and counts its rows.
Result<std::int64_t> Count(Statement& deleted) {
  for (std::int64_t rows = 0;; ++rows) {
    LIANXIAO_ASSIGN(const bool more, deleted.Step());
    if (!more) return rows;
  }
}

std::string_view Word(TicketKind kind) { return kind == TicketKind::kPassword ? "password" : "second"; }

}  // namespace

Result<AddedSession> AddSession(Connection& c, const std::string& account, const Origin& from,
                                const Moment& now) {
  AddedSession added{NewToken(), 0};
  {
    auto row = c.Prepare(
        "INSERT INTO sessions (digest, account, boot, made_up_ms, used_up_ms, made_ms, device, address)"
        " VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7) RETURNING number");
    row.BindBlob(1, DigestOf(added.token).View()).Bind(2, account).Bind(3, now.boot).Bind(4, now.up.ms);
    row.Bind(5, now.wall.ms)
        .Bind(6, formats::Presentable(from.device, kMostDeviceBytes))
        .Bind(7, formats::Presentable(from.address, kMostDeviceBytes));
    LIANXIAO_ASSIGN(const bool inserted, row.Step());
    if (!inserted) return Fail(ErrorCode::kInternal, "a session without a number");
    added.number = row.Int(0);
    LIANXIAO_TRY(row.Run());
  }
  LIANXIAO_TRY(
      c.Prepare("DELETE FROM sessions WHERE account = ?1 AND number NOT IN (SELECT number FROM sessions"
                " WHERE account = ?1 ORDER BY number DESC LIMIT ?2)")
          .Bind(1, account)
          .Bind(2, kSessionsAnAccount)
          .Run());
  return added;
}

Result<std::optional<SessionRow>> LoadSession(Connection& c, const std::string& token) {
  auto row = c.Prepare("SELECT " + std::string(kColumns) + " FROM sessions WHERE digest = ?");
  row.BindBlob(1, DigestOf(token).View());
  LIANXIAO_ASSIGN(const bool found, row.Step());
  return found ? std::optional(RowOf(row)) : std::nullopt;
}

Result<std::vector<SessionRow>> SessionsOf(Connection& c, const std::string& account) {
  std::vector<SessionRow> sessions;
  auto rows =
      c.Prepare("SELECT " + std::string(kColumns) + " FROM sessions WHERE account = ? ORDER BY number");
  rows.Bind(1, account);
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return sessions;
    sessions.push_back(RowOf(rows));
  }
}

Status NoteUse(Connection& c, const std::string& token, Instant now) {
  return c.Prepare("UPDATE sessions SET used_up_ms = ? WHERE digest = ?")
      .Bind(1, now.ms)
      .BindBlob(2, DigestOf(token).View())
      .Run();
}

Status DeleteSession(Connection& c, const std::string& token) {
  return c.Prepare("DELETE FROM sessions WHERE digest = ?").BindBlob(1, DigestOf(token).View()).Run();
}

Result<std::int64_t> DeleteSessionOf(Connection& c, const std::string& account, std::int64_t number) {
  auto deleted = c.Prepare("DELETE FROM sessions WHERE account = ? AND number = ? RETURNING number");
  deleted.Bind(1, account).Bind(2, number);
  return Count(deleted);
}

Result<std::int64_t> DeleteSessionsBut(Connection& c, const std::string& account, std::int64_t keep) {
  auto deleted = c.Prepare("DELETE FROM sessions WHERE account = ? AND number <> ? RETURNING number");
  deleted.Bind(1, account).Bind(2, keep);
  return Count(deleted);
}

Status DeleteSessionsOf(Connection& c, const std::string& account) {
  LIANXIAO_TRY(c.Prepare("DELETE FROM sessions WHERE account = ?").Bind(1, account).Run());
  return DeleteTicketsOf(c, account);
}

Status DeleteEndedSessions(Connection& c, const SessionLimits& limits, const Moment& now) {
  return c.Prepare("DELETE FROM sessions WHERE boot <> ? OR made_up_ms < ? OR used_up_ms < ?")
      .Bind(1, now.boot)
      .Bind(2, now.up.ms - limits.longest_ms)
      .Bind(3, now.up.ms - limits.idle_ms)
      .Run();
}

std::string CsrfOf(const std::string& token) {
  constexpr std::size_t kCsrfBytes = 16;
  return ToHex(HashOf("lianxiao csrf\n" + token).View().substr(0, kCsrfBytes));
}

Result<std::string> AddTicket(Connection& c, const std::string& account, TicketKind kind, const Moment& now) {
  auto ticket = NewToken();
  LIANXIAO_TRY(
      c.Prepare("INSERT INTO tickets (digest, account, kind, boot, made_up_ms) VALUES (?, ?, ?, ?, ?)")
          .BindBlob(1, DigestOf(ticket).View())
          .Bind(2, account)
          .Bind(3, Word(kind))
          .Bind(4, now.boot)
          .Bind(5, now.up.ms)
          .Run());
  return ticket;
}

Result<std::string> AccountOfTicket(Connection& c, const std::string& ticket, TicketKind kind,
                                    const Moment& now) {
  auto row =
      c.Prepare("SELECT account FROM tickets WHERE digest = ? AND kind = ? AND boot = ? AND made_up_ms >= ?");
  row.BindBlob(1, DigestOf(ticket).View())
      .Bind(2, Word(kind))
      .Bind(3, now.boot)
      .Bind(4, now.up.ms - kTicketMs);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found)
    return Fail(ErrorCode::kRefused, "login.ticket_old: that took too long; log in again from the start");
  return row.Text(0);
}

Status DeleteTicketsOf(Connection& c, const std::string& account) {
  return c.Prepare("DELETE FROM tickets WHERE account = ?").Bind(1, account).Run();
}

Status DeleteOldTickets(Connection& c, const Moment& now) {
  return c.Prepare("DELETE FROM tickets WHERE boot <> ? OR made_up_ms < ?")
      .Bind(1, now.boot)
      .Bind(2, now.up.ms - kTicketMs)
      .Run();
}

}  // namespace lianxiao::storage
