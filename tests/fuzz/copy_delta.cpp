#include "storage/formats/copy_delta.h"

#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using fuzz::Expect;

// The first byte says how much is made of an old file of which every byte is known.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string old_bytes;
  for (int i = 0; i < 1'000; ++i) old_bytes += static_cast<char>(i * 7);
  std::string made(std::size_t{data[0]} * 16, '\0');
  const auto applied = formats::ApplyCopyDelta(old_bytes, fuzz::Text(data, size).substr(1), made);
  Expect(applied || applied.error().code == ErrorCode::kCorrupt);
  return 0;
}
