// A school's offer within its seal: what is read can be written again and names no path.
#include "storage/formats/offer.h"

#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using fuzz::Expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto offer = formats::ParseOffer(fuzz::Text(data, size));
  if (!offer) {
    Expect(offer.error().code == ErrorCode::kInvalid);
    return 0;
  }
  Expect(formats::Check(*offer).has_value());
  Expect(offer->file_name.find_first_of("/\\\n") == std::string::npos && offer->id.size() == 32);
  Expect(static_cast<std::int64_t>(offer->pieces.size()) == formats::OfferPieces(offer->size_bytes));
  Expect(formats::ParseOffer(formats::ToJson(*offer)) == *offer);
  return 0;
}
