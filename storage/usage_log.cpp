#include "storage/usage_log.h"

#include <algorithm>
#include <vector>

#include "storage/usage_rows.h"

namespace lianxiao::storage {
namespace {

using usage_rows::Chain;

formats::Batch BatchOf(const Chain& chain, std::span<const usage_rows::RecordedEvent> events) {
  formats::Batch batch;
  batch.id = {chain.device, chain.epoch, chain.last_seq + 1};
  batch.previous = chain.last_batch;
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
        "INSERT INTO events (id, json) SELECT ?1, ?2"
        " WHERE NOT EXISTS (SELECT 1 FROM batched_events WHERE id = ?1) ON CONFLICT (id) DO NOTHING");
    auto count = c.Prepare(
        "INSERT INTO opened (resource, times) VALUES (?, 1)"
        " ON CONFLICT (resource) DO UPDATE SET times = times + 1");
    for (const auto& event : events) {
      LIANXIAO_TRY(insert.Bind(1, event.id).Bind(2, formats::ToJson(event)).Run());
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
  std::vector<usage_rows::RecordedEvent> events;
  std::optional<Chain> found;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(found, usage_rows::LoadChain(c));
    LIANXIAO_ASSIGN(events, usage_rows::OldestEvents(c, formats::kBatchEvents));
    return {};
  }));
  if (events.empty()) return false;
  const auto chain = found && found->device == device ? *found : Chain{device, new_epoch, 0, {}, 0, {}};

  auto count = events.size();
  auto sealed = seal(BatchOf(chain, events));
  // One event alone is far below the limit, see formats::Check; if it were not, it still must not stop
  // all that come after it.
  while (sealed.size() > formats::kBatchBytes && count > 1) {
    count /= 2;
    sealed = seal(BatchOf(chain, std::span(events).first(count)));
  }
  events.resize(count);
  LIANXIAO_TRY(
      journal_.Write([&](Connection& c) { return usage_rows::WriteBatch(c, chain, events, sealed); }));
  return true;
}

Result<std::optional<StoredBatch>> UsageLog::OldestBatch() const {
  std::optional<StoredBatch> batch;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto row = c.Prepare("SELECT device, epoch, seq, sealed, events FROM batches ORDER BY number LIMIT 1");
    LIANXIAO_ASSIGN(const bool found, row.Step());
    if (found) batch = StoredBatch{{row.Text(0), row.Text(1), row.Int(2)}, row.Text(3), row.Int(4)};
    return {};
  }));
  return batch;
}

Status UsageLog::Acknowledge(const formats::Receipt& receipt) {
  return journal_.Write([&](Connection& c) { return usage_rows::Prune(c, receipt); });
}

Result<UsageTotals> UsageLog::Totals() const {
  UsageTotals totals;
  LIANXIAO_TRY(journal_.Read([&](Connection& c) -> Status {
    auto row = c.Prepare(
        "SELECT (SELECT count(*) FROM events) + (SELECT coalesce(sum(events), 0) FROM batches),"
        " (SELECT acknowledged FROM usage_totals), (SELECT count(*) FROM batches)");
    LIANXIAO_ASSIGN(const bool told, row.Step());
    if (told) totals = {row.Int(0), row.Int(1), row.Int(2)};
    return {};
  }));
  return totals;
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

}  // namespace lianxiao::storage
