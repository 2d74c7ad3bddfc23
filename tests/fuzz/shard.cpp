// A catalog line, a shard, and (because mutations seldom make a good zstd frame) a shard of these lines.
#include "storage/formats/catalog.h"
#include "storage/formats/packing.h"
#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using namespace lianxiao::formats;
using fuzz::Expect;

namespace {

void LineHolds(std::string_view text) {
  const auto resource = ParseLine(text);
  if (!resource) {
    Expect(resource.error().code == ErrorCode::kInvalid);
    return;
  }
  Expect(Check(*resource).has_value());
  for (const auto& file : resource->files) Expect(CheckPath(file.path).has_value());
  Expect(ParseLine(ToLine(*resource)) == *resource);
}

void ShardHolds(std::string_view packed) {
  const auto resources = DecodeShard(packed);
  if (!resources) {
    Expect(resources.error().code == ErrorCode::kInvalid);
    return;
  }
  Expect(resources->size() <= kShardResources);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Text(data, size);
  LineHolds(text);
  ShardHolds(text);
  ShardHolds(Pack(text, 1));
  return 0;
}
