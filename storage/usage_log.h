// What was used in this school, until the county has it.
//
//   Append ─▶ events ─▶ CutBatch ─▶ batches (sealed bytes, kept as cut) ─▶ receipt ─▶ gone
//
// Append returns only when the events survive a power cut. A batch is cut once and never changed, so
// sending it twice is harmless. Events leave the log in the transaction that writes their batch, batches
// leave it only under a receipt. Safe from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "storage/base/result.h"
#include "storage/database.h"
#include "storage/formats/usage.h"

namespace lianxiao::storage {

struct UsageTotals {
  std::int64_t pending = 0;       // Recorded, not yet covered by a receipt (in events or batches).
  std::int64_t acknowledged = 0;  // Since the box began.
  std::int64_t batches = 0;       // Waiting to be sent or receipted.
};

struct StoredBatch {
  formats::BatchId id;
  std::string sealed;
  std::int64_t events = 0;
};

class UsageLog {
 public:
  explicit UsageLog(Database& journal);

  // An event whose id is already there is passed over. All or nothing.
  Status Append(std::span<const formats::Event> events);

  // Takes the oldest events into one batch of the current epoch; `new_epoch` begins the first chain of
  // `device`. `seal` gets the batch (id and previous filled in) and returns its sealed bytes; it runs
  // outside any transaction. Halves the batch and asks again while those exceed formats::kBatchBytes.
  // False when there were no events.
  Result<bool> CutBatch(const std::string& device, const std::string& new_epoch,
                        const std::function<std::string(const formats::Batch&)>& seal);

  Result<std::optional<StoredBatch>> OldestBatch() const;
  // Prunes what the receipt covers; one that tells nothing new is a success. kInvalid if its epoch or
  // chain is not ours.
  Status Acknowledge(const formats::Receipt& receipt);
  Result<UsageTotals> Totals() const;
  // Use of one resource on this box ("opened 12 times") since the box began; survives pruning.
  Result<std::int64_t> TimesOpened(const std::string& resource) const;

 private:
  Database& journal_;
  std::mutex cutting_;  // One CutBatch at a time: between its reading and its writing the chain stands still.
};

}  // namespace lianxiao::storage
