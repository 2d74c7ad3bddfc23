#include "storage/usage_log.h"

#include <algorithm>
#include <vector>

#include "storage/base/encoding.h"
#include "storage/usage_packs.h"
#include "storage/usage_rows.h"

namespace lianxiao::storage {
namespace {

using usage_rows::Chain;

// What the next batch is cut from.
struct Uncut {
  Chain chain;
  std::vector<formats::ChainEnd> earlier;  // Of the device, when the chain begins.
  std::vector<usage_rows::RecordedEvent> events;
};

Status LoadUncut(Connection& c, const std::string& device, const std::string& new_epoch, Uncut& uncut) {
  LIANXIAO_ASSIGN(const auto found, usage_rows::LoadChain(c));
  if (found) {
    uncut.chain = *found;
  } else {
    uncut.chain.device = device;
    uncut.chain.epoch = new_epoch;
    LIANXIAO_ASSIGN(uncut.earlier, usage_rows::EarlierChains(c, device));
  }
  LIANXIAO_ASSIGN(uncut.events, usage_rows::OldestUncut(c, formats::kBatchEvents));
  return {};
}

formats::Batch BatchOf(const Uncut& uncut, std::size_t count) {
  formats::Batch batch;
  batch.id = {uncut.chain.device, uncut.chain.epoch, uncut.chain.last_seq + 1};
  batch.previous = uncut.chain.last_batch;
  batch.earlier = uncut.earlier;
  const auto events = std::span(uncut.events).first(count);
  batch.events.reserve(events.size());
  for (const auto& recorded : events) batch.events.push_back(recorded.event);
  return batch;
}

}  // namespace

UsageLog::UsageLog(Database& journal) : journal_(journal) {}

Status UsageLog::Append(std::span<const formats::Event> events) {
  for (const auto& event : events) {
    if (auto good = formats::Check(event); !good) return Fail(good.error().While("event " + event.id));
  }
  return journal_.Write([&](Connection& c) -> Status {
    auto insert = c.Prepare(
        "INSERT INTO events (id, json) SELECT ?, ? WHERE NOT EXISTS"
        " (SELECT 1 FROM packed_event_ids WHERE id = ?) ON CONFLICT (id) DO NOTHING");
    auto count = c.Prepare(
        "INSERT INTO opened (resource, times, last_arrival)"
        " VALUES (?, 1, (SELECT coalesce(max(held_order), 0) FROM resources WHERE held_order IS NOT NULL))"
        " ON CONFLICT (resource) DO UPDATE SET times = times + 1, last_arrival = excluded.last_arrival");
    for (const auto& event : events) {
      LIANXIAO_ASSIGN(const auto id, FromHex(event.id));
      LIANXIAO_TRY(insert.Bind(1, event.id).Bind(2, formats::ToJson(event)).BindBlob(3, id).Run());
      const bool is_new = c.Changes() == 1;
      if (is_new && event.kind == formats::EventKind::kOpened) {
        LIANXIAO_TRY(count.Bind(1, event.resource).Run());
      }
    }
    return {};
  });
}

Result<bool> UsageLog::CutBatch(const std::string& device, const std::string& new_epoch,
                                const std::function<std::string(const formats::Batch&)>& seal) {
  const std::lock_guard lock(cutting_);
  LIANXIAO_TRY(EndChainOfAnother(device));
  Uncut uncut;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) { return LoadUncut(c, device, new_epoch, uncut); }));
  if (uncut.events.empty()) return false;

  auto count = uncut.events.size();
  auto sealed = seal(BatchOf(uncut, count));
  // One event alone is far below the limit, see formats::Check; if it were not, it still must not stop
  // all that come after it.
  while (sealed.size() > formats::kBatchBytes && count > 1) {
    count /= 2;
    sealed = seal(BatchOf(uncut, count));
  }
  uncut.events.resize(count);
  LIANXIAO_TRY(journal_.Write(
      [&](Connection& c) { return usage_rows::WriteBatch(c, uncut.chain, uncut.events, sealed); }));
  return true;
}

Result<bool> UsageLog::PackOldest(const PackLimits& limits) {
  const std::lock_guard lock(cutting_);
  std::optional<usage_packs::Pack> pack;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(pack, usage_packs::Oldest(c, limits));
    return {};
  }));
  if (!pack) return false;
  bool packed = false;
  LIANXIAO_TRY(journal_.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(packed, usage_packs::Replace(c, *pack));
    return {};
  }));
  return packed;
}

Result<std::optional<StoredBatch>> UsageLog::OldestBatch() const {
  std::optional<StoredBatch> batch;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto row = c.Prepare(
        "SELECT device, epoch, seq, sealed, events FROM batches WHERE aside = 0 ORDER BY number LIMIT 1");
    LIANXIAO_ASSIGN(const bool found, row.Step());
    if (found) batch = StoredBatch{{row.Text(0), row.Text(1), row.Int(2)}, row.Text(3), row.Int(4)};
    return {};
  }));
  return batch;
}

Result<std::vector<BatchName>> UsageLog::Batches() const {
  std::vector<BatchName> batches;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows =
        c.Prepare("SELECT device, epoch, seq, length(sealed) FROM batches WHERE aside = 0 ORDER BY number");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      batches.push_back({{rows.Text(0), rows.Text(1), rows.Int(2)}, rows.Int(3)});
    }
  }));
  return batches;
}

Result<std::string> UsageLog::Sealed(const formats::BatchId& id) const {
  std::string sealed;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto row =
        c.Prepare("SELECT sealed FROM batches WHERE device = ? AND epoch = ? AND seq = ? AND aside = 0");
    row.Bind(1, id.device).Bind(2, id.epoch).Bind(3, id.seq);
    LIANXIAO_ASSIGN(const bool found, row.Step());
    if (!found) return Fail(ErrorCode::kNotFound, "no such batch waits here");
    sealed = row.Text(0);
    return {};
  }));
  return sealed;
}

Result<std::optional<formats::BatchId>> UsageLog::LastCut() const {
  std::optional<formats::BatchId> last;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto chain, usage_rows::LoadChain(c));
    if (chain) last = formats::BatchId{chain->device, chain->epoch, chain->last_seq};
    return {};
  }));
  return last;
}

Result<ReceiptTaken> UsageLog::Acknowledge(const formats::Receipt& receipt) {
  auto taken = ReceiptTaken::kOldNews;
  LIANXIAO_TRY(journal_.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(taken, usage_rows::TakeReceipt(c, receipt));
    return {};
  }));
  return taken;
}

Status UsageLog::EndChainOfAnother(const std::string& device) {
  bool another = false;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto found, usage_rows::LoadChain(c));
    another = found && found->device != device;
    return {};
  }));
  if (!another) return {};
  return journal_.Write([](Connection& c) { return usage_rows::EndChain(c); });
}

Status UsageLog::EndChain() {
  const std::lock_guard lock(cutting_);
  return journal_.Write([](Connection& c) { return usage_rows::EndChain(c); });
}

Result<UsageTotals> UsageLog::Totals() const {
  UsageTotals totals;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto row = c.Prepare(
        "SELECT (SELECT count(*) FROM events) + (SELECT coalesce(sum(events), 0) FROM event_packs)"
        " + (SELECT coalesce(sum(events), 0) FROM batches WHERE first_event IS NULL),"
        " (SELECT acknowledged FROM usage_totals), (SELECT count(*) FROM batches)");
    LIANXIAO_ASSIGN(const bool told, row.Step());
    if (told) totals = {row.Int(0), row.Int(1), row.Int(2)};
    return {};
  }));
  return totals;
}

Result<std::map<std::string, std::int64_t>> UsageLog::Opened() const {
  std::map<std::string, std::int64_t> opened;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT resource, times FROM opened");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      opened[rows.Text(0)] = rows.Int(1);
    }
  }));
  return opened;
}

Result<std::int64_t> UsageLog::TimesOpened(const std::string& resource) const {
  std::int64_t times = 0;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto row = c.Prepare("SELECT times FROM opened WHERE resource = ?");
    row.Bind(1, resource);
    LIANXIAO_ASSIGN(const bool found, row.Step());
    if (found) times = row.Int(0);
    return {};
  }));
  return times;
}

Result<std::vector<formats::Event>> UsageLog::EventsOf(const std::string& person) const {
  std::vector<formats::Event> events;
  const auto read = journal_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(events, usage_rows::EventsOf(c, person));
    return {};
  });
  if (!read) return Fail(read.error());
  return events;
}

Result<std::int64_t> UsageLog::Forget(const std::string& person) {
  const std::lock_guard lock(cutting_);
  std::int64_t forgotten = 0;
  const auto written = journal_.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(forgotten, usage_rows::Forget(c, person));
    return {};
  });
  if (!written) return Fail(written.error());
  return forgotten;
}

}  // namespace lianxiao::storage
