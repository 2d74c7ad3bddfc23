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

namespace lianxiao::storage::usage_rows {

// The chain that is being cut.
struct Chain {
  std::string device, epoch;
  std::int64_t last_seq = 0;
  BlobId last_batch;
  std::int64_t acked_seq = 0;
  BlobId acked_batch;
};

struct RecordedEvent {
  std::int64_t number = 0;
  formats::Event event;
};

Result<std::optional<Chain>> LoadChain(Connection& c);
Result<std::vector<RecordedEvent>> OldestEvents(Connection& c, std::size_t limit);

// The batch in, its events out, `chain` one link longer.
Status WriteBatch(Connection& c, Chain chain, std::span<const RecordedEvent> events, std::string_view sealed);

// See UsageLog::Acknowledge.
Status Prune(Connection& c, const formats::Receipt& receipt);

}  // namespace lianxiao::storage::usage_rows
