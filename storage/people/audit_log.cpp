#include "storage/people/audit_log.h"

#include <algorithm>

#include "storage/base/encoding.h"
#include "storage/people/audit_chain.h"

namespace lianxiao::storage {
namespace {

constexpr std::int64_t kRowsAStep = 500;
constexpr std::int64_t kMostRowsAPage = 500;
constexpr std::string_view kColumns = "number, at_ms, who, address, act, subject, detail, hash";

struct Ends {
  std::int64_t forgotten = 0;
  BlobId forgotten_hash;
  std::int64_t newest = 0;
  BlobId newest_hash;
};

Result<Ends> LoadEnds(Connection& c) {
  auto row = c.Prepare("SELECT forgotten_number, forgotten_hash, newest_number, newest_hash FROM audit_ends");
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return Fail(ErrorCode::kCorrupt, "audit.broken: the log has lost its ends");
  LIANXIAO_ASSIGN(const auto forgotten_hash, BlobId::FromBytes(row.Text(1)));
  LIANXIAO_ASSIGN(const auto newest_hash, BlobId::FromBytes(row.Text(3)));
  return Ends{row.Int(0), forgotten_hash, row.Int(2), newest_hash};
}

AuditRow RowOf(const Statement& s) {
  return {s.Int(0), WallTime{s.Int(1)}, s.Text(2), s.Text(3), s.Text(4), s.Text(5), s.Text(6)};
}

// The row and its 32 bytes, if nobody touched them.
using RawRow = std::pair<AuditRow, std::string>;

Result<std::vector<RawRow>> RowsAfter(Connection& c, std::int64_t number) {
  std::vector<RawRow> found;
  auto rows =
      c.Prepare("SELECT " + std::string(kColumns) + " FROM audit WHERE number > ? ORDER BY number LIMIT ?");
  rows.Bind(1, number).Bind(2, kRowsAStep);
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return found;
    found.push_back({RowOf(rows), rows.Text(7)});
  }
}

tl::unexpected<Error> Broken(std::int64_t number, std::string_view how) {
  return Fail(ErrorCode::kCorrupt, "audit.broken: row " + std::to_string(number) + " " + std::string(how) +
                                       "; somebody changed people.db by hand, or the disk did");
}

Status CheckRows(Connection& c, const Ends& ends) {
  auto number = ends.forgotten;
  auto hash = ends.forgotten_hash;
  for (;;) {
    LIANXIAO_ASSIGN(const auto rows, RowsAfter(c, number));
    if (rows.empty()) break;
    for (const auto& [row, its_hash] : rows) {
      if (row.number != number + 1) return Broken(number + 1, "is missing");
      hash = AuditHash(hash, row);
      if (hash.View() != its_hash) return Broken(row.number, "is not what was written");
      number = row.number;
    }
  }
  if (number < ends.newest) return Broken(number + 1, "is missing");
  if (number > ends.newest || hash != ends.newest_hash) return Broken(number, "was added by another hand");
  return {};
}

Result<std::vector<AuditDay>> LoadDays(Connection& c) {
  std::vector<AuditDay> days;
  auto rows = c.Prepare("SELECT number, wall_ms, lived_ms FROM audit_days ORDER BY day");
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return days;
    days.push_back({rows.Int(0), WallTime{rows.Int(1)}, rows.Int(2)});
  }
}

Result<std::vector<AuditDay>> NoteToday(Connection& c, std::int64_t newest_row, WallTime now) {
  LIANXIAO_ASSIGN(auto days, LoadDays(c));
  AuditDay today{newest_row, now, 0};
  if (!days.empty()) today.lived_ms = days.back().lived_ms + BelievableMs(days.back().wall, now);
  LIANXIAO_TRY(c.Prepare("INSERT INTO audit_days (number, wall_ms, lived_ms) VALUES (?, ?, ?)")
                   .Bind(1, today.number)
                   .Bind(2, today.wall.ms)
                   .Bind(3, today.lived_ms)
                   .Run());
  days.push_back(today);
  return days;
}

Status ForgetThrough(Connection& c, std::int64_t number) {
  auto row = c.Prepare("SELECT hash FROM audit WHERE number = ?");
  row.Bind(1, number);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (found) {  // Else gone before: no row came after it.
    LIANXIAO_TRY(c.Prepare("UPDATE audit_ends SET forgotten_number = ?, forgotten_hash = ?")
                     .Bind(1, number)
                     .BindBlob(2, row.Text(0))
                     .Run());
    LIANXIAO_TRY(c.Prepare("DELETE FROM audit WHERE number <= ?").Bind(1, number).Run());
  }
  return c.Prepare("DELETE FROM audit_days WHERE number <= ? AND day < (SELECT max(day) FROM audit_days)")
      .Bind(1, number)
      .Run();
}

}  // namespace

AuditLog::AuditLog(Database& people, const Clock& clock) : people_(people), clock_(clock) {}

Status AuditLog::Add(AuditRow row) {
  return people_.Write([&](Connection& c) { return Add(c, std::move(row)); });
}

Status AuditLog::Add(Connection& c, AuditRow row) const {
  LIANXIAO_ASSIGN(const auto ends, LoadEnds(c));
  row = Fitting(std::move(row));
  row.number = ends.newest + 1;
  row.at = clock_.Wall();
  const auto hash = AuditHash(ends.newest_hash, row);
  LIANXIAO_TRY(c.Prepare("INSERT INTO audit (" + std::string(kColumns) + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                   .Bind(1, row.number)
                   .Bind(2, row.at.ms)
                   .Bind(3, row.who)
                   .Bind(4, row.from)
                   .Bind(5, row.act)
                   .Bind(6, row.subject)
                   .Bind(7, row.detail)
                   .BindBlob(8, hash.View())
                   .Run());
  return c.Prepare("UPDATE audit_ends SET newest_number = ?, newest_hash = ?")
      .Bind(1, row.number)
      .BindBlob(2, hash.View())
      .Run();
}

Result<std::int64_t> AuditLog::NewestNumber(Connection& c) const {
  LIANXIAO_ASSIGN(const auto ends, LoadEnds(c));
  return ends.newest;
}

Result<std::vector<AuditRow>> AuditLog::About(Connection& c, const std::string& login,
                                              std::int64_t first) const {
  std::vector<AuditRow> found;
  auto rows = c.Prepare("SELECT " + std::string(kColumns) +
                        " FROM audit WHERE number >= ?1 AND (who = ?2 OR subject = ?2) ORDER BY number");
  rows.Bind(1, first).Bind(2, login);
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return found;
    found.push_back(RowOf(rows));
  }
}

Result<AuditLog::Page> AuditLog::Newest(std::int64_t offset, std::int64_t limit) const {
  Page page;
  LIANXIAO_TRY(people_.Read([&](Connection& c) -> Status {
    auto count = c.Prepare("SELECT count(*) FROM audit");
    LIANXIAO_ASSIGN(const bool told, count.Step());
    if (!told) return Fail(ErrorCode::kInternal, "the log does not tell its length");
    page.total = count.Int(0);
    auto rows =
        c.Prepare("SELECT " + std::string(kColumns) + " FROM audit ORDER BY number DESC LIMIT ? OFFSET ?");
    rows.Bind(1, std::clamp<std::int64_t>(limit, 0, kMostRowsAPage))
        .Bind(2, std::max<std::int64_t>(offset, 0));
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      page.rows.push_back(RowOf(rows));
    }
  }));
  return page;
}

Result<std::vector<AuditLog::HashedRow>> AuditLog::After(std::int64_t number) const {
  std::vector<HashedRow> found;
  LIANXIAO_TRY(people_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(auto rows, RowsAfter(c, number));
    for (auto& [row, hash] : rows) found.push_back({std::move(row), ToHex(hash)});
    return {};
  }));
  return found;
}

Status AuditLog::ForEach(const std::function<void(const AuditRow&, const std::string& hash_hex)>& row) const {
  std::int64_t number = 0;
  for (;;) {
    LIANXIAO_ASSIGN(const auto rows, After(number));
    if (rows.empty()) return {};
    for (const auto& hashed : rows) row(hashed.row, hashed.hash);
    number = rows.back().row.number;
  }
}

Status AuditLog::CheckChain() const {
  return people_.Read([](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto ends, LoadEnds(c));
    return CheckRows(c, ends);
  });
}

Status AuditLog::Forget(std::int64_t days) {
  return people_.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto ends, LoadEnds(c));
    if (ends.newest == 0) return {};
    LIANXIAO_ASSIGN(const auto noted, NoteToday(c, ends.newest, clock_.Wall()));
    const auto through = NewestToForget(noted, std::max(days, kLeastAuditDays));
    return through == 0 ? Status{} : ForgetThrough(c, through);
  });
}

}  // namespace lianxiao::storage
