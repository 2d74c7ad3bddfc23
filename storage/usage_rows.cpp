#include "storage/usage_rows.h"

namespace lianxiao::storage::usage_rows {
namespace {

Status SaveChain(Connection& c, const Chain& chain) {
  return c
      .Prepare(
          "INSERT OR REPLACE INTO usage_chain (row, device, epoch, last_seq, last_batch, acked_seq,"
          " acked_batch) VALUES (1, ?, ?, ?, ?, ?, ?)")
      .Bind(1, chain.device)
      .Bind(2, chain.epoch)
      .Bind(3, chain.last_seq)
      .BindBlob(4, chain.last_batch.View())
      .Bind(5, chain.acked_seq)
      .BindBlob(6, chain.acked_batch.View())
      .Run();
}

// The digest of a batch that waits for its receipt; nothing if there is no such batch.
Result<std::optional<BlobId>> WaitingBatch(Connection& c, const formats::Receipt& receipt) {
  auto row = c.Prepare("SELECT digest FROM batches WHERE device = ? AND epoch = ? AND seq = ?");
  row.Bind(1, receipt.device).Bind(2, receipt.epoch).Bind(3, receipt.through_seq);
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return std::optional<BlobId>();
  LIANXIAO_ASSIGN(const auto digest, BlobId::FromBytes(row.Text(0)));
  return std::optional(digest);
}

// A receipt for no batch that waits: fine if it tells what an earlier one told already.
Status CheckOldNews(const std::optional<Chain>& chain, const formats::Receipt& receipt) {
  if (!chain || chain->device != receipt.device || chain->epoch != receipt.epoch) {
    return Fail(ErrorCode::kInvalid, "receipt of an unknown chain " + receipt.epoch);
  }
  if (receipt.through_seq > chain->acked_seq) {
    return Fail(ErrorCode::kInvalid, "receipt through batch " + std::to_string(receipt.through_seq) +
                                         ", but only " + std::to_string(chain->last_seq) + " were cut");
  }
  if (receipt.through_seq == chain->acked_seq && receipt.last_batch != chain->acked_batch) {
    return Fail(ErrorCode::kInvalid, "receipt of another chain than ours");
  }
  return {};
}

}  // namespace

Result<std::optional<Chain>> LoadChain(Connection& c) {
  auto row = c.Prepare("SELECT device, epoch, last_seq, last_batch, acked_seq, acked_batch FROM usage_chain");
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return std::optional<Chain>();
  LIANXIAO_ASSIGN(const auto last, BlobId::FromBytes(row.Text(3)));
  LIANXIAO_ASSIGN(const auto acked, BlobId::FromBytes(row.Text(5)));
  return std::optional(Chain{row.Text(0), row.Text(1), row.Int(2), last, row.Int(4), acked});
}

Result<std::vector<RecordedEvent>> OldestEvents(Connection& c, std::size_t limit) {
  std::vector<RecordedEvent> events;
  auto rows = c.Prepare("SELECT number, json FROM events ORDER BY number LIMIT ?");
  rows.Bind(1, static_cast<std::int64_t>(limit));
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return events;
    LIANXIAO_ASSIGN(auto event, formats::ParseEvent(rows.Text(1)));
    events.push_back({rows.Int(0), std::move(event)});
  }
}

Status WriteBatch(Connection& c, Chain chain, std::span<const RecordedEvent> events,
                  std::string_view sealed) {
  chain.last_seq += 1;
  chain.last_batch = HashOf(sealed);
  auto batch = c.Prepare(
      "INSERT INTO batches (device, epoch, seq, sealed, digest, events) VALUES (?, ?, ?, ?, ?, ?)"
      " RETURNING number");
  batch.Bind(1, chain.device).Bind(2, chain.epoch).Bind(3, chain.last_seq).BindBlob(4, sealed);
  batch.BindBlob(5, chain.last_batch.View()).Bind(6, static_cast<std::int64_t>(events.size()));
  LIANXIAO_TRY(batch.Step());
  const auto number = batch.Int(0);
  LIANXIAO_TRY(batch.Run());
  auto remember = c.Prepare("INSERT INTO batched_events (id, batch) VALUES (?, ?)");
  auto remove = c.Prepare("DELETE FROM events WHERE number = ?");
  for (const auto& [event_number, event] : events) {
    LIANXIAO_TRY(remember.Bind(1, event.id).Bind(2, number).Run());
    LIANXIAO_TRY(remove.Bind(1, event_number).Run());
  }
  return SaveChain(c, chain);
}

Status Prune(Connection& c, const formats::Receipt& receipt) {
  LIANXIAO_ASSIGN(auto chain, LoadChain(c));
  LIANXIAO_ASSIGN(const auto waiting, WaitingBatch(c, receipt));
  if (!waiting) return CheckOldNews(chain, receipt);
  if (*waiting != receipt.last_batch) {
    return Fail(ErrorCode::kInvalid, "receipt of another batch " + std::to_string(receipt.through_seq));
  }
  LIANXIAO_TRY(c.Prepare("UPDATE usage_totals SET acknowledged = acknowledged + (SELECT sum(events)"
                         " FROM batches WHERE device = ? AND epoch = ? AND seq <= ?)")
                   .Bind(1, receipt.device)
                   .Bind(2, receipt.epoch)
                   .Bind(3, receipt.through_seq)
                   .Run());
  LIANXIAO_TRY(c.Prepare("DELETE FROM batches WHERE device = ? AND epoch = ? AND seq <= ?")
                   .Bind(1, receipt.device)
                   .Bind(2, receipt.epoch)
                   .Bind(3, receipt.through_seq)
                   .Run());
  const bool current = chain && chain->device == receipt.device && chain->epoch == receipt.epoch;
  if (!current) return {};  // The rest of an older chain.
  chain->acked_seq = receipt.through_seq;
  chain->acked_batch = receipt.last_batch;
  return SaveChain(c, *chain);
}

}  // namespace lianxiao::storage::usage_rows
