// The usage log's rows. Private to this room; called within a Write() or Read().
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/database.h"
#include "storage/formats/usage.h"
#include "storage/usage_log.h"

namespace lianxiao::storage::usage_rows {

// The chain that is being cut.
struct Chain {
  std::string device, epoch;
  std::int64_t last_seq = 0;
  BlobId last_batch;
  std::int64_t acked_seq = 0;
  BlobId acked_batch;
  std::int64_t acked_events = 0;
};

struct RecordedEvent {
  std::int64_t number = 0;
  formats::Event event;
};

Result<std::optional<Chain>> LoadChain(Connection& c);
// Events that are in no batch.
Result<std::vector<RecordedEvent>> OldestUncut(Connection& c, std::size_t limit);
// Ended ones of this device, newest first.
Result<std::vector<formats::ChainEnd>> EarlierChains(Connection& c, const std::string& device);

// The batch in, `chain` one link longer.
Status WriteBatch(Connection& c, Chain chain, std::span<const RecordedEvent> events, std::string_view sealed);

// See UsageLog::Acknowledge and EndChain.
Result<ReceiptTaken> TakeReceipt(Connection& c, const formats::Receipt& receipt);
Status EndChain(Connection& c);

// See UsageLog::EventsOf and Forget.
Result<std::vector<formats::Event>> EventsOf(Connection& c, const std::string& person);
Result<std::int64_t> Forget(Connection& c, const std::string& person);

}  // namespace lianxiao::storage::usage_rows
