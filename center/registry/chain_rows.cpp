#include "center/registry/chain_rows.h"

#include "center/registry/device_rows.h"

namespace lianxiao::center {
namespace {

using storage::Connection;

Result<ChainTurns> TurnsOf(Connection& connection, const std::string& device) {
  auto row = connection.Prepare("SELECT chain, returns, returned_ms FROM devices WHERE id = ?");
  row.Bind(1, device);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  return found ? ChainTurns{row.Text(0), row.Int(1), {row.Int(2)}} : ChainTurns{};
}

Status SaveTurns(Connection& connection, const std::string& device, const ChainTurns& turns) {
  return connection.Prepare("UPDATE devices SET chain = ?, returns = ?, returned_ms = ? WHERE id = ?")
      .Bind(1, turns.chain)
      .Bind(2, turns.returns)
      .Bind(3, turns.returned.ms)
      .Bind(4, device)
      .Run();
}

// Two boxes may both tell the end of the chain they shared: what is furthest counts.
Status NoteEnd(Connection& connection, const std::string& device, const formats::ChainEnd& end,
               WallTime now) {
  return connection
      .Prepare(
          "INSERT INTO chain_ends(device, epoch, cut_seq, acked_seq, acked_events, told_ms) "
          "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(device, epoch) DO UPDATE SET "
          "cut_seq = max(cut_seq, excluded.cut_seq), acked_seq = max(acked_seq, excluded.acked_seq), "
          "acked_events = max(acked_events, excluded.acked_events)")
      .Bind(1, device)
      .Bind(2, end.epoch)
      .Bind(3, end.cut_seq)
      .Bind(4, end.acked_seq)
      .Bind(5, end.acked_events)
      .Bind(6, now.ms)
      .Run();
}

Result<std::optional<std::int64_t>> GivenUpAt(Connection& connection, const formats::BatchId& id) {
  auto row = connection.Prepare("SELECT cut_seq FROM chain_ends WHERE device = ? AND epoch = ?");
  row.Bind(1, id.device).Bind(2, id.epoch);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  return found ? std::optional(row.Int(0)) : std::nullopt;
}

// Receipted once, and not here: this center's data are of an older day than the receipts.
Status AddMissing(Connection& connection, const std::string& school, std::vector<formats::Problem>& notices) {
  auto rows = connection.Prepare(
      "SELECT e.epoch, e.told_ms, e.acked_seq, coalesce(w.through_seq, 0), e.acked_events - "
      "(SELECT coalesce(sum(events), 0) FROM batches b WHERE b.device = e.device AND b.epoch = e.epoch) "
      "FROM devices d JOIN chain_ends e ON e.device = d.id LEFT JOIN watermarks w ON w.device = e.device "
      "AND w.epoch = e.epoch WHERE d.school = ? AND e.acked_seq > coalesce(w.through_seq, 0) "
      "ORDER BY e.told_ms, e.epoch");
  rows.Bind(1, school);
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return {};
    notices.push_back({"problem.usage_missing",
                       std::to_string(rows.Int(4)) + " (" + rows.Text(0) + " " +
                           std::to_string(rows.Int(3) + 1) + "–" + std::to_string(rows.Int(2)) + ")",
                       {rows.Int(1)}});
  }
}

}  // namespace

Status NoteNewBatch(Connection& connection, const formats::Batch& batch, WallTime now) {
  for (const auto& end : batch.earlier) LIANXIAO_TRY(NoteEnd(connection, batch.id.device, end, now));
  LIANXIAO_ASSIGN(auto turns, TurnsOf(connection, batch.id.device));
  LIANXIAO_ASSIGN(const auto given_up_at, GivenUpAt(connection, batch.id));
  const auto after = After(turns, {batch.id.epoch, batch.id.seq, given_up_at, now});
  return after == turns ? Status{} : SaveTurns(connection, batch.id.device, after);
}

Result<bool> HasTwin(Connection& connection, const std::string& device, WallTime now) {
  LIANXIAO_ASSIGN(const auto turns, TurnsOf(connection, device));
  return AreTwins(turns, now);
}

Result<std::vector<formats::Problem>> NoticesOf(Connection& connection, const std::string& device,
                                                const std::string& school, WallTime now) {
  std::vector<formats::Problem> notices;
  LIANXIAO_ASSIGN(const auto found, FindDevice(connection, device));
  if (found && found->revoked) {
    notices.push_back({"problem.device_revoked", found->revoked_why, *found->revoked});
  }
  LIANXIAO_ASSIGN(const auto turns, TurnsOf(connection, device));
  if (AreTwins(turns, now)) notices.push_back({"problem.two_boxes", device, turns.returned});
  LIANXIAO_TRY(AddMissing(connection, school, notices));
  return notices;
}

}  // namespace lianxiao::center
