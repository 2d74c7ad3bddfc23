// The signature of a new file, for boxes with a version too old for a delta, or half of one: they find by it
// what they have. Where that pays a repair goes with it, for the little they then lack. Plain functions over
// bytes in memory (mapped files, as a rule); seconds for hundreds of megabytes. Safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "center/publish/blob_store.h"
#include "storage/base/result.h"
#include "storage/formats/catalog.h"

namespace lianxiao::center {

// Smaller files have none: the catalog's words for it, the signature and a request more come near to what it
// saves.
inline constexpr std::int64_t kLeastSignedBytes = 256 << 10;

struct MadeSignature {
  std::string signature;
  std::optional<formats::RepairShape> repair;
};

// With blocks of the size that would have led from `old_files`, one after the other, to the new file for the
// fewest bytes: what changed between versions so far is the best guess at what a box will lack. Nothing when
// none of them is of use, so that fetching the whole would be as good.
Result<std::optional<MadeSignature>> MakeBestSignature(std::string_view new_file,
                                                       const std::vector<std::string_view>& old_files);

// What a box with that old file would fetch beside the signature, with what asking for it costs.
Result<std::int64_t> BytesMissing(const MadeSignature& made, std::string_view new_file,
                                  std::string_view old_file);

// The same for blobs of the store; signature and repair become some of them.
Result<std::optional<formats::Signature>> PutSignature(BlobStore& blobs, const BlobId& new_file,
                                                       const std::vector<BlobId>& old_files);

}  // namespace lianxiao::center
