// Which parts of files stay while their blobs are on their way. Pure.
//
// A part stays while its blob is wanted; and one that a newer version of its file overtook stays while that
// version is missing, for what the two share need not come again (reverse_plan.h).
#pragma once

#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "storage/base/digest.h"
#include "storage/part_owners.h"
#include "sync/blobs/planner.h"

namespace lianxiao::sync {

using OwnerOfPart = std::unordered_map<BlobId, storage::PartOwner>;

// The parts that may go, of those on the disk.
std::vector<BlobId> PartsToDrop(std::span<const BlobId> parts, std::span<const Want> wants,
                                const OwnerOfPart& owners);

// Parts of superseded versions of a file that is wanted, those of its own path first; empty ones are left
// out.
std::vector<BlobId> SupersededParts(const std::string& resource, const formats::File& file,
                                    const OwnerOfPart& owners,
                                    const std::function<std::int64_t(const BlobId&)>& part_bytes);

}  // namespace lianxiao::sync
