#include "sync/blobs/parts_kept.h"

#include <algorithm>
#include <unordered_set>

namespace lianxiao::sync {

std::vector<BlobId> PartsToDrop(std::span<const BlobId> parts, std::span<const Want> wants,
                                const OwnerOfPart& owners) {
  std::unordered_set<BlobId> wanted;
  std::unordered_set<std::string> resources;
  for (const auto& want : wants) {
    wanted.insert({want.file.blob, want.file.pieces});
    if (want.delta) wanted.insert({want.delta->blob, want.delta->pieces});
    for (const auto& delta : want.file.deltas) wanted.insert({delta.blob, delta.pieces});
    if (want.file.signature) wanted.insert(want.file.signature->blob);
    resources.insert(want.resource);
  }
  std::vector<BlobId> drop;
  std::ranges::copy_if(parts, std::back_inserter(drop), [&](const BlobId& part) {
    if (wanted.contains(part)) return false;
    const auto owner = owners.find(part);
    return owner == owners.end() || !resources.contains(owner->second.resource);
  });
  return drop;
}

std::vector<BlobId> SupersededParts(const std::string& resource, const formats::File& file,
                                    const OwnerOfPart& owners,
                                    const std::function<std::int64_t(const BlobId&)>& part_bytes) {
  std::vector<BlobId> parts;
  for (const auto& [part, owner] : owners) {
    if (owner.resource == resource && part != file.blob && part_bytes(part) > 0) parts.push_back(part);
  }
  std::ranges::sort(parts, {},
                    [&](const BlobId& part) { return std::pair(owners.at(part).path != file.path, part); });
  return parts;
}

}  // namespace lianxiao::sync
