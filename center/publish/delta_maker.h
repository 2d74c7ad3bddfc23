// Ways from an old file to a new one that weigh less than the new one. Plain functions over bytes in
// memory (mapped files, as a rule); they take minutes for hundreds of megabytes. Safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "storage/formats/catalog.h"

namespace lianxiao::center {

struct MadeDelta {
  formats::DeltaFormat format = formats::DeltaFormat::kZstdPatch;
  std::string bytes;
};

// The smallest of a copy delta, a zstd patch and two librsync deltas, if it has at most `most_bytes`. What
// comes back was applied to `old_bytes` and gave `new_bytes`; for a large file that is done at `proof_path`,
// which is removed, and not in memory.
Result<std::optional<MadeDelta>> MakeDelta(std::string_view old_bytes, std::string_view new_bytes,
                                           std::int64_t most_bytes, const std::string& proof_path = {});

// About the most memory that takes, or packing of the new file (then `old_bytes` is 0), beside the two files.
std::int64_t MemoryToMake(std::int64_t old_bytes, std::int64_t new_bytes);

// The file packed for those that have none, under the same conditions.
Result<std::optional<MadeDelta>> PackWhole(std::string_view new_bytes, std::int64_t most_bytes,
                                           const std::string& proof_path = {});

// What a delta makes of `old_bytes`; `new_size` must be right. kCorrupt.
Result<std::string> ApplyDelta(const MadeDelta& delta, std::string_view old_bytes, std::size_t new_size);

}  // namespace lianxiao::center
