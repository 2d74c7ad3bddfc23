#include "center/registry/rollback_requests.h"

#include <utility>

namespace lianxiao::center {
namespace {

using storage::Connection;

constexpr const char* kColumns =
    "SELECT number, kind, id, plan, who, why, asked_ms, state, decided_by, decided_ms FROM "
    "rollback_requests ";

RollbackRequest RowOf(const storage::Statement& row) {
  RollbackRequest request{.number = row.Int(0),
                          .kind = row.Text(1),
                          .id = row.Text(2),
                          .plan = row.Text(3),
                          .who = row.Text(4),
                          .why = row.Text(5),
                          .asked = {row.Int(6)},
                          .state = row.Text(7),
                          .decided_by = row.Text(8),
                          .decided = {}};
  if (row.Int(9) != 0) request.decided = WallTime{row.Int(9)};
  return request;
}

Result<std::int64_t> One(storage::Statement query) {
  LIANXIAO_ASSIGN(const bool told, query.Step());
  return told ? query.Int(0) : 0;
}

Status Append(storage::Statement rows, std::vector<RollbackRequest>& all) {
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return {};
    all.push_back(RowOf(rows));
  }
}

Status Append(Connection& connection, std::string_view which, std::vector<RollbackRequest>& all) {
  return Append(connection.Prepare(std::string(kColumns) + std::string(which)), all);
}

}  // namespace

Result<std::int64_t> RollbackRequests::Add(const RollbackRequest& request) {
  const auto now = clock_.Wall();
  std::int64_t number = 0;
  const auto done = registry_.Write([&](Connection& connection) -> Status {
    LIANXIAO_TRY(
        connection.Prepare("DELETE FROM rollback_requests WHERE state = 'waiting' AND kind = ? AND id = ?")
            .Bind(1, request.kind)
            .Bind(2, request.id)
            .Run());
    LIANXIAO_ASSIGN(
        const auto waiting,
        One(connection.Prepare("SELECT count(*) FROM rollback_requests WHERE state = 'waiting'")));
    if (waiting >= kMostWaiting) return Fail(ErrorCode::kRefused, "rollback.many: too many wait already");
    LIANXIAO_TRY(connection
                     .Prepare("INSERT INTO rollback_requests (kind, id, plan, who, why, asked_ms, state)"
                              " VALUES (?, ?, ?, ?, ?, ?, 'waiting')")
                     .Bind(1, request.kind)
                     .Bind(2, request.id)
                     .Bind(3, request.plan)
                     .Bind(4, request.who)
                     .Bind(5, request.why)
                     .Bind(6, now.ms)
                     .Run());
    LIANXIAO_ASSIGN(number, One(connection.Prepare("SELECT last_insert_rowid()")));
    return {};
  });
  if (!done) return Fail(done.error());
  return number;
}

Result<std::vector<RollbackRequest>> RollbackRequests::All() const {
  std::vector<RollbackRequest> all;
  const auto done = registry_.Read([&](Connection& connection) -> Status {
    LIANXIAO_TRY(Append(connection, "WHERE state = 'waiting' ORDER BY number DESC", all));
    return Append(connection,
                  "WHERE state <> 'waiting' ORDER BY decided_ms DESC, number DESC LIMIT " +
                      std::to_string(kDecidedShown),
                  all);
  });
  if (!done) return Fail(done.error());
  return all;
}

Result<std::vector<RollbackRequest>> RollbackRequests::Of(const std::string& login, WallTime since) const {
  std::vector<RollbackRequest> all;
  const auto done = registry_.Read([&](Connection& connection) -> Status {
    auto rows =
        connection.Prepare(std::string(kColumns) +
                           "WHERE (who = ?1 AND asked_ms >= ?2) OR (decided_by = ?1 AND decided_ms >= ?2)"
                           " ORDER BY number");
    rows.Bind(1, login).Bind(2, since.ms);
    return Append(std::move(rows), all);
  });
  if (!done) return Fail(done.error());
  return all;
}

Result<RollbackRequest> RollbackRequests::Decide(std::int64_t number, const std::string& state,
                                                 const std::string& by) {
  const auto now = clock_.Wall();
  std::vector<RollbackRequest> decided;
  const auto done = registry_.Write([&](Connection& connection) -> Status {
    LIANXIAO_TRY(connection
                     .Prepare("UPDATE rollback_requests SET state = ?, decided_by = ?, decided_ms = ?"
                              " WHERE number = ? AND state = 'waiting'")
                     .Bind(1, state)
                     .Bind(2, by)
                     .Bind(3, now.ms)
                     .Bind(4, number)
                     .Run());
    if (connection.Changes() == 0) {
      return Fail(ErrorCode::kNotFound,
                  "rollback.no_request: number " + std::to_string(number) + " does not wait");
    }
    return Append(connection, "WHERE number = " + std::to_string(number), decided);
  });
  if (!done) return Fail(done.error());
  return decided.front();
}

}  // namespace lianxiao::center
