// The boxes of a recording: cut off, of impossible sizes, or no recording at all.
#include "storage/formats/mp4_boxes.h"

#include <sstream>

#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using fuzz::Expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(fuzz::Text(data, size));
  std::istringstream file(bytes);
  const auto fast_start = formats::IsFastStart(file);
  if (!fast_start) {
    Expect(fast_start.error().code == ErrorCode::kInvalid);
    return 0;
  }
  Expect(bytes.find("moov") != std::string::npos);
  Expect(*fast_start || bytes.find("mdat") < bytes.rfind("moov"));
  return 0;
}
