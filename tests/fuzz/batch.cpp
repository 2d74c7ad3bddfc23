// What is within the seal of a usage batch, packed as it is sent and as text that this packs.
#include "storage/formats/packing.h"
#include "storage/formats/usage.h"
#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using namespace lianxiao::formats;
using fuzz::Expect;

namespace {

void BatchHolds(std::string_view packed) {
  const auto batch = ParsePackedBatch(packed);
  if (!batch) {
    Expect(batch.error().code == ErrorCode::kInvalid);
    return;
  }
  Expect(Check(batch->id).has_value());
  Expect(!batch->events.empty() && batch->events.size() <= kBatchEvents);
  for (const auto& event : batch->events) {
    Expect(Check(event).has_value());
    Expect(ParseEvent(ToJson(event)) == event);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Text(data, size);
  BatchHolds(text);
  BatchHolds(Pack(text, 1));
  return 0;
}
