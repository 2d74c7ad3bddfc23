// Batches and events as rows. Plain functions, to be used within one Database::Write or Read.
#pragma once

#include <string>
#include <vector>

#include "center/registry/device_rows.h"
#include "center/registry/learning_log.h"
#include "center/registry/registry.h"
#include "storage/base/digest.h"
#include "storage/base/result.h"
#include "storage/database.h"
#include "storage/formats/usage.h"

namespace lianxiao::center {

// How far a chain is here without a gap.
struct Reached {
  std::int64_t through_seq = 0;
  BlobId last_batch;  // Zero when through_seq is 0.
};
Result<Reached> WatermarkOf(storage::Connection& connection, const std::string& device,
                            const std::string& epoch);

// Takes a batch behind the ones already here, or finds it among them, and returns the watermark then.
// kInvalid as Registry::TakeBatch says.
Result<Reached> PutBatch(storage::Connection& connection, const Device& device, const formats::Batch& batch,
                         const BlobId& digest, WallTime now);

Result<std::vector<formats::Event>> EventsOfDevice(storage::Connection& connection,
                                                   const std::string& device);
Result<std::vector<PersonEvent>> EventsOfPerson(storage::Connection& connection, const std::string& person);
// Of single events and of the sums that older ones became.
Result<std::vector<ResourceUse>> UseOfResources(storage::Connection& connection, std::int64_t limit);
// Of single events; the sums of older ones have no words.
Result<std::vector<WantedWords>> WantedBySchools(storage::Connection& connection, std::int64_t limit);

}  // namespace lianxiao::center
