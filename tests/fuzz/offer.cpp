// A school's offer within its seal, and a piece of one: what is read can be written again and names no path.
// And the county's receipt, as somebody on the way may have made it.
#include "storage/formats/offer_carried.h"

#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using fuzz::Expect;

namespace {

void PiecesComeBack(std::string_view body) {
  const auto piece = formats::ParseOfferPiece(body);
  if (!piece) {
    Expect(piece.error().code == ErrorCode::kInvalid);
    return;
  }
  Expect(piece->offer.size() == 32 && piece->piece >= 0);
  Expect(formats::PackOfferPiece(*piece) == body);
}

void NobodyElseSignsReceipts(std::string_view text) {
  static const auto center = SigningKey::Generate();
  Expect(!formats::OpenOfferReceipt(text, center.verify));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  PiecesComeBack(fuzz::Text(data, size));
  NobodyElseSignsReceipts(fuzz::Text(data, size));
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
