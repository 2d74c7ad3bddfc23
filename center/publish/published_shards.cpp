#include "center/publish/published_shards.h"

#include "center/county_files.h"
#include "center/publish/metadata.h"
#include "storage/base/digest.h"

namespace lianxiao::center {

PackedBefore PublishedShards(storage::Disk& disk, const std::string& county, const formats::TufRoot& root) {
  auto metadata = ReadMetadata(disk, county, root);
  if (!metadata) return {};
  return [&disk, county, targets = std::move(metadata->targets.targets)](
             const std::string& name, std::string_view text) -> std::optional<std::string> {
    const auto known = targets.find(name);
    if (known == targets.end() || !known->second.unpacked) return std::nullopt;
    const auto& target = known->second;
    if (target.unpacked->length != std::ssize(text) || target.unpacked->sha256 != Sha256Hex(text)) {
      return std::nullopt;
    }
    auto packed = storage::ReadWhole(disk, TargetFile(county, name, target.sha256), kMostTargetBytes);
    if (!packed || Sha256Hex(*packed) != target.sha256) return std::nullopt;
    return *std::move(packed);
  };
}

}  // namespace lianxiao::center
