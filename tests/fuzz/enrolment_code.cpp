#include "storage/formats/enrolment.h"
#include "storage/formats/packed_address.h"
#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using namespace lianxiao::formats;
using fuzz::Expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Text(data, size);
  const auto code = ParseEnrolmentCode(text);
  if (code) {
    Expect(CheckAddress(code->address).has_value());
    const auto again = ParseEnrolmentCode(ToText(*code));
    Expect(again && again->secret == code->secret && again->fingerprint == code->fingerprint &&
           again->address == code->address);
  } else {
    Expect(code.error().code == ErrorCode::kInvalid);
  }
  // The check in a code keeps mutations from going deeper, so the address is tried by itself.
  if (const auto address = UnpackAddress(text)) {
    Expect(CheckAddress(*address).has_value());
    Expect(UnpackAddress(PackAddress(*address)) == *address);
  }
  return 0;
}
