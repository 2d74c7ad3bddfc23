// What is within the seal of a county's letter, packed as it is sent and as text that this packs.
#include "storage/formats/letter.h"

#include "storage/formats/packing.h"
#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using namespace lianxiao::formats;
using fuzz::Expect;

namespace {

void LetterHolds(std::string_view packed) {
  const auto letter = ParsePackedLetter(packed);
  if (!letter) {
    Expect(letter.error().code == ErrorCode::kInvalid);
    return;
  }
  Expect(Check(*letter).has_value());
  Expect(ParseLetter(ToJson(*letter)) == *letter);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Text(data, size);
  LetterHolds(text);
  LetterHolds(Pack(text, 1));
  return 0;
}
