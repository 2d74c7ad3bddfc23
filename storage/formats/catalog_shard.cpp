#include <algorithm>
#include <set>

#include "storage/formats/catalog.h"
#include "storage/formats/packing.h"

namespace lianxiao::formats {
namespace {

// Packed once at the center, fetched by every school: the time is well spent.
constexpr int kShardLevel = 19;

}  // namespace

std::string EncodeShard(std::span<const Resource> resources) { return PackShard(ShardText(resources)); }

std::string ShardText(std::span<const Resource> resources) {
  std::vector<const Resource*> sorted;
  for (const auto& resource : resources) sorted.push_back(&resource);
  std::sort(sorted.begin(), sorted.end(), [](auto* a, auto* b) { return a->id < b->id; });
  std::string lines;
  for (const auto* resource : sorted) lines += ToLine(*resource) + "\n";
  return lines;
}

std::string PackShard(std::string_view text) { return Pack(text, kShardLevel); }

Result<std::vector<Resource>> DecodeShard(std::string_view packed) {
  LIANXIAO_ASSIGN(const auto text, Unpack(packed, kMaxShardBytes));
  return ParseShard(text);
}

Result<std::vector<Resource>> ParseShard(std::string_view text) {
  std::string_view rest = text;
  std::vector<Resource> resources;
  std::set<std::string> ids;
  while (!rest.empty()) {
    const auto line = "line " + std::to_string(resources.size() + 1);
    if (resources.size() == kShardResources) {
      return Fail(ErrorCode::kInvalid, line + ": a shard has at most " + std::to_string(kShardResources));
    }
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return Fail(ErrorCode::kInvalid, line + ": cut short");
    auto resource = ParseLine(rest.substr(0, end));
    if (!resource) return Fail(resource.error().While(line));
    if (!ids.insert(resource->id).second) {
      return Fail(ErrorCode::kInvalid, line + ": id: " + resource->id + " is there twice");
    }
    resources.push_back(*std::move(resource));
    rest.remove_prefix(end + 1);
  }
  return resources;
}

}  // namespace lianxiao::formats
