// What was used in this school, until the county has it.
//
//   Append ─▶ events ─▶ CutBatch ─▶ batches (sealed bytes, kept as cut) ─▶ receipt ─▶ both gone
//               ▲                       │
//               └─────── EndChain ──────┘   the center's chain is another than ours
//
// Append returns only when the events survive a power cut. A batch is cut once and never changed, so
// sending it twice is harmless. A batch can be opened by the center alone, so its events stay too, untouched,
// until a receipt covers them; then EndChain can have them cut anew, and their ids keep them from counting
// twice. What waits for months lies packed (usage_packs.h). Safe from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/database.h"
#include "storage/formats/usage.h"

namespace lianxiao::storage {

struct UsageTotals {
  std::int64_t pending = 0;       // Recorded, not yet covered by a receipt, cut or not.
  std::int64_t acknowledged = 0;  // Since the box began.
  std::int64_t batches = 0;       // Waiting to be sent or receipted.
};

struct StoredBatch {
  formats::BatchId id;
  std::string sealed;
  std::int64_t events = 0;
};

struct BatchName {
  formats::BatchId id;
  std::int64_t bytes = 0;  // Sealed.
};

enum class ReceiptTaken {
  kPruned,        // What it covers is gone from here.
  kOldNews,       // An earlier receipt told as much.
  kAnotherChain,  // The center's chain is not the one that was cut here: see EndChain.
};

// When the oldest waiting events come to lie packed: when there are `events` more than `loose`, so many at a
// time.
struct PackLimits {
  // As many as a batch has: cutting one opens one pack.
  std::int64_t events = static_cast<std::int64_t>(formats::kBatchEvents);
  // So many stay rows: a school with a line never has more, and never pays for packing.
  std::int64_t loose = 10'000;
};

class UsageLog {
 public:
  explicit UsageLog(Database& journal);

  // An event whose id is already there is passed over. All or nothing.
  Status Append(std::span<const formats::Event> events);

  // Takes the oldest events into one batch of the current epoch; `new_epoch` begins a chain when there is
  // none of `device`, and ends the one of another device. `seal` gets the batch (id and previous filled in)
  // and returns its sealed bytes; it runs outside any transaction. Halves the batch and asks again while
  // those exceed formats::kBatchBytes. False when there were no events.
  Result<bool> CutBatch(const std::string& device, const std::string& new_epoch,
                        const std::function<std::string(const formats::Batch&)>& seal);

  // To be asked for where nobody waits: some 0.1 s of a small box. False: there was nothing to do.
  Result<bool> PackOldest(const PackLimits& limits = {});

  Result<std::optional<StoredBatch>> OldestBatch() const;
  // All that were cut and not receipted, oldest first; and one of them. kNotFound: receipted meanwhile.
  Result<std::vector<BatchName>> Batches() const;
  Result<std::string> Sealed(const formats::BatchId& id) const;
  // The newest batch of the chain that is being cut; nothing when there is none.
  Result<std::optional<formats::BatchId>> LastCut() const;
  // kInvalid if its device or epoch is none of ours.
  Result<ReceiptTaken> Acknowledge(const formats::Receipt& receipt);
  // What no receipt covers counts as never cut, and the next CutBatch begins a new chain, whose first batch
  // tells where this one ended. For a box or center restored from a copy, a cloned card, new keys, a new
  // device id. Nothing when there is no chain.
  Status EndChain();
  Result<UsageTotals> Totals() const;
  // Events of this pseudonym that no receipt covers yet, oldest first; those are all that is kept here.
  Result<std::vector<formats::Event>> EventsOf(const std::string& person) const;
  // They lose the person and what groups them into viewings; how many there were. What is sealed already
  // goes on its way as it is.
  Result<std::int64_t> Forget(const std::string& person);
  // Use of one resource on this box ("opened 12 times") since the box began; survives pruning.
  Result<std::int64_t> TimesOpened(const std::string& resource) const;
  // Of every resource that was opened at all.
  Result<std::map<std::string, std::int64_t>> Opened() const;

 private:
  Status EndChainOfAnother(const std::string& device);  // With cutting_ held.

  Database& journal_;
  // One CutBatch or PackOldest at a time: between its reading and its writing chain and events stand still.
  std::mutex cutting_;
};

}  // namespace lianxiao::storage
