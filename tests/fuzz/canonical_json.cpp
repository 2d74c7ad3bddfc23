// JSON from outside and its two written forms: parse → canonical → parse gives the same value and the same
// bytes, and so does compact.
#include "storage/formats/canonical_json.h"

#include <nlohmann/json.hpp>

#include "storage/formats/utf8.h"
#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using namespace lianxiao::formats;
using fuzz::Expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto value = ParseJson(fuzz::Text(data, size));
  if (!value) {
    Expect(value.error().code == ErrorCode::kInvalid && IsUtf8(value.error().message));
    return 0;
  }
  const auto compact = Compact(*value);
  const auto again = ParseJson(compact);
  Expect(again == *value && Compact(*again) == compact);
  const auto canonical = Canonical(*value);
  if (!canonical) {
    Expect(canonical.error().code == ErrorCode::kInvalid);  // A fraction somewhere.
    return 0;
  }
  Expect(IsUtf8(*canonical) && Canonical(*again) == *canonical);
  // With a line break in a string the canonical form is no JSON; signers sign it all the same.
  if (HasControls(*canonical)) return 0;
  const auto back = ParseJson(*canonical);
  Expect(back == *value && Canonical(*back) == *canonical);
  return 0;
}
