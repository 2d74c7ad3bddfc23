#include "storage/usage_rows.h"

#include "storage/usage_packs.h"

namespace lianxiao::storage::usage_rows {
namespace {

Status SaveChain(Connection& c, const Chain& chain) {
  return c
      .Prepare(
          "INSERT OR REPLACE INTO usage_chain (row, device, epoch, last_seq, last_batch, acked_seq,"
          " acked_batch, acked_events) VALUES (1, ?, ?, ?, ?, ?, ?, ?)")
      .Bind(1, chain.device)
      .Bind(2, chain.epoch)
      .Bind(3, chain.last_seq)
      .BindBlob(4, chain.last_batch.View())
      .Bind(5, chain.acked_seq)
      .BindBlob(6, chain.acked_batch.View())
      .Bind(7, chain.acked_events)
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

// A receipt for no batch that waits: it tells what an earlier one told already, or of batches that were never
// cut here, because this box was restored from a copy or has a twin.
Result<ReceiptTaken> OldOrForeign(const std::optional<Chain>& chain, const formats::Receipt& receipt) {
  if (!chain || chain->device != receipt.device || chain->epoch != receipt.epoch) {
    return Fail(ErrorCode::kInvalid, "receipt of an unknown chain " + receipt.epoch);
  }
  if (receipt.through_seq > chain->acked_seq) return ReceiptTaken::kAnotherChain;
  const bool same = receipt.through_seq < chain->acked_seq || receipt.last_batch == chain->acked_batch;
  return same ? ReceiptTaken::kOldNews : ReceiptTaken::kAnotherChain;
}

// How many events the receipt covers, and up to which of them; nothing for a batch cut before step 5.
struct Covered {
  std::int64_t events = 0;
  std::optional<std::int64_t> last_event;
};
Result<Covered> CoveredBy(Connection& c, const formats::Receipt& receipt) {
  auto row = c.Prepare(
      "SELECT coalesce(sum(events), 0), max(last_event) FROM batches WHERE device = ? AND epoch = ?"
      " AND seq <= ?");
  row.Bind(1, receipt.device).Bind(2, receipt.epoch).Bind(3, receipt.through_seq);
  LIANXIAO_TRY(row.Step());
  return Covered{row.Int(0), row.IsNull(1) ? std::nullopt : std::optional(row.Int(1))};
}

// Batches are cut, and so receipted, in the order of their events: all up to the last one covered may go.
Status Prune(Connection& c, const formats::Receipt& receipt, const Covered& covered) {
  LIANXIAO_TRY(
      c.Prepare("UPDATE usage_totals SET acknowledged = acknowledged + ?").Bind(1, covered.events).Run());
  if (covered.last_event) {
    LIANXIAO_TRY(usage_packs::DropThrough(c, *covered.last_event));
    LIANXIAO_TRY(c.Prepare("DELETE FROM events WHERE number <= ?").Bind(1, *covered.last_event).Run());
  }
  return c.Prepare("DELETE FROM batches WHERE device = ? AND epoch = ? AND seq <= ?")
      .Bind(1, receipt.device)
      .Bind(2, receipt.epoch)
      .Bind(3, receipt.through_seq)
      .Run();
}

}  // namespace

Result<std::optional<Chain>> LoadChain(Connection& c) {
  auto row = c.Prepare(
      "SELECT device, epoch, last_seq, last_batch, acked_seq, acked_batch, acked_events FROM usage_chain");
  LIANXIAO_ASSIGN(const bool found, row.Step());
  if (!found) return std::optional<Chain>();
  LIANXIAO_ASSIGN(const auto last, BlobId::FromBytes(row.Text(3)));
  LIANXIAO_ASSIGN(const auto acked, BlobId::FromBytes(row.Text(5)));
  return std::optional(Chain{row.Text(0), row.Text(1), row.Int(2), last, row.Int(4), acked, row.Int(6)});
}

Result<std::vector<RecordedEvent>> OldestUncut(Connection& c, std::size_t limit) {
  auto last = c.Prepare("SELECT coalesce(max(last_event), 0) FROM batches");
  LIANXIAO_TRY(last.Step());
  const auto cut = last.Int(0);
  LIANXIAO_ASSIGN(auto events, usage_packs::After(c, cut, limit));
  auto rows = c.Prepare("SELECT number, json FROM events WHERE number > ? ORDER BY number LIMIT ?");
  rows.Bind(1, cut).Bind(2, static_cast<std::int64_t>(limit - events.size()));
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return events;
    LIANXIAO_ASSIGN(auto event, formats::ParseEvent(rows.Text(1)));
    events.push_back({rows.Int(0), std::move(event)});
  }
}

Result<std::vector<formats::ChainEnd>> EarlierChains(Connection& c, const std::string& device) {
  std::vector<formats::ChainEnd> earlier;
  auto rows = c.Prepare(
      "SELECT epoch, cut_seq, acked_seq, acked_events FROM ended_chains WHERE device = ?"
      " ORDER BY number DESC LIMIT ?");
  rows.Bind(1, device).Bind(2, static_cast<std::int64_t>(formats::kEarlierChains));
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return earlier;
    earlier.push_back({rows.Text(0), rows.Int(1), rows.Int(2), rows.Int(3)});
  }
}

Status WriteBatch(Connection& c, Chain chain, std::span<const RecordedEvent> events,
                  std::string_view sealed) {
  chain.last_seq += 1;
  chain.last_batch = HashOf(sealed);
  auto batch = c.Prepare(
      "INSERT INTO batches (device, epoch, seq, sealed, digest, events, first_event, last_event)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  batch.Bind(1, chain.device).Bind(2, chain.epoch).Bind(3, chain.last_seq).BindBlob(4, sealed);
  batch.BindBlob(5, chain.last_batch.View()).Bind(6, static_cast<std::int64_t>(events.size()));
  LIANXIAO_TRY(batch.Bind(7, events.front().number).Bind(8, events.back().number).Run());
  return SaveChain(c, chain);
}

Result<ReceiptTaken> TakeReceipt(Connection& c, const formats::Receipt& receipt) {
  LIANXIAO_ASSIGN(auto chain, LoadChain(c));
  LIANXIAO_ASSIGN(const auto waiting, WaitingBatch(c, receipt));
  if (!waiting) return OldOrForeign(chain, receipt);
  if (*waiting != receipt.last_batch) return ReceiptTaken::kAnotherChain;

  LIANXIAO_ASSIGN(const auto covered, CoveredBy(c, receipt));
  LIANXIAO_TRY(Prune(c, receipt, covered));
  const bool current = chain && chain->device == receipt.device && chain->epoch == receipt.epoch;
  if (!current) return ReceiptTaken::kPruned;  // The rest of an older chain.
  chain->acked_seq = receipt.through_seq;
  chain->acked_batch = receipt.last_batch;
  chain->acked_events += covered.events;
  LIANXIAO_TRY(SaveChain(c, *chain));
  return ReceiptTaken::kPruned;
}

Status EndChain(Connection& c) {
  LIANXIAO_ASSIGN(const auto chain, LoadChain(c));
  if (!chain) return {};
  LIANXIAO_TRY(c.Prepare("INSERT INTO ended_chains (device, epoch, cut_seq, acked_seq, acked_events)"
                         " VALUES (?, ?, ?, ?, ?)")
                   .Bind(1, chain->device)
                   .Bind(2, chain->epoch)
                   .Bind(3, chain->last_seq)
                   .Bind(4, chain->acked_seq)
                   .Bind(5, chain->acked_events)
                   .Run());
  LIANXIAO_TRY(c.Prepare("DELETE FROM ended_chains WHERE number <="
                         " (SELECT max(number) FROM ended_chains) - ?")
                   .Bind(1, static_cast<std::int64_t>(formats::kEarlierChains))
                   .Run());
  // What is here sealed only is kept for a person to deal with.
  LIANXIAO_TRY(
      c.Execute("UPDATE batches SET aside = 1 WHERE first_event IS NULL;"
                "DELETE FROM batches WHERE first_event IS NOT NULL;"
                "DELETE FROM usage_chain"));
  return {};
}

Result<std::vector<formats::Event>> EventsOf(Connection& c, const std::string& person) {
  std::vector<formats::Event> events;
  LIANXIAO_TRY(usage_packs::Each(c, [&](const formats::Event& event) {
    if (event.person == person) events.push_back(event);
  }));
  auto rows = c.Prepare("SELECT json FROM events WHERE json_extract(json, '$.person') = ? ORDER BY number");
  rows.Bind(1, person);
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return events;
    LIANXIAO_ASSIGN(auto event, formats::ParseEvent(rows.Text(0)));
    events.push_back(std::move(event));
  }
}

Result<std::int64_t> Forget(Connection& c, const std::string& person) {
  LIANXIAO_ASSIGN(const auto packed, usage_packs::Forget(c, person));
  auto forget = c.Prepare(
      "UPDATE events SET json = json_remove(json, '$.person', '$.session')"
      " WHERE json_extract(json, '$.person') = ?");
  LIANXIAO_TRY(forget.Bind(1, person).Run());
  return packed + c.Changes();
}

}  // namespace lianxiao::storage::usage_rows
