#include "center/publish/shards.h"

#include <span>

#include "storage/formats/library_name.h"

namespace lianxiao::center {
namespace {

// Half of what a box accepts, so that no later field makes an old shard too large.
constexpr std::size_t kMostUnpackedBytes = formats::kMaxShardBytes / 2;

// How many of the first resources fit one shard; at least one.
std::size_t Fitting(std::span<const formats::Resource> resources) {
  std::size_t bytes = 0, count = 0;
  for (const auto& resource : resources.first(std::min(resources.size(), formats::kShardResources))) {
    bytes += formats::ToLine(resource).size() + 1;
    if (count > 0 && bytes > kMostUnpackedBytes) break;
    ++count;
  }
  return count;
}

}  // namespace

std::string ShardOf(const formats::Resource& resource) {
  return HashOf(resource.subject + "/" + resource.grade).Hex().substr(0, 8);
}

std::map<std::string, std::string> CutShards(std::string_view library, const std::string& shard,
                                             const std::vector<formats::Resource>& resources,
                                             const PackedBefore& packed_before) {
  std::map<std::string, std::string> shards;
  std::span<const formats::Resource> rest(resources);
  for (int n = 0; !rest.empty(); ++n) {
    const auto count = Fitting(rest);
    const auto name = formats::ShardName(library, shard, n);
    const auto text = formats::ShardText(rest.first(count));
    auto before = packed_before ? packed_before(name, text) : std::nullopt;
    shards[name] = before ? *std::move(before) : formats::PackShard(text);
    rest = rest.subspan(count);
  }
  return shards;
}

}  // namespace lianxiao::center
