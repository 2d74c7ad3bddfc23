// The keys that boxes have replaced. Plain functions, to be used within one Database::Write or Read.
#pragma once

#include <string>
#include <vector>

#include "center/registry/device_rows.h"
#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/database.h"
#include "storage/formats/device_keys.h"

namespace lianxiao::center {

struct OldKey {
  VerifyKey sign;
  std::string epoch;             // Of the chain cut with it; empty: none.
  std::int64_t through_seq = 0;  // Up to this batch it may sign.
};
// Newest first, the last few: a batch is not on its way for years.
Result<std::vector<OldKey>> OldKeysOf(storage::Connection& connection, const std::string& device);

// The device's keys become `keys`, the one before an old one. Once more for the same keys: what the old one
// may sign is what was told last. kInvalid "keys.in_use: …" when another box has them.
Status TakeKeys(storage::Connection& connection, const Device& device, const VerifyKey& old,
                const formats::NewKeys& keys, WallTime now);

}  // namespace lianxiao::center
