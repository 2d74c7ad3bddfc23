// What a stick brings to the county: names of files, and what is within the seal of a box's holdings.
#include "storage/formats/holdings.h"
#include "storage/formats/packing.h"
#include "storage/formats/stick_layout.h"
#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using namespace lianxiao::formats;
using fuzz::Expect;

namespace {

void HoldingsHold(std::string_view packed) {
  const auto holdings = ParsePackedHoldings(packed);
  if (!holdings) {
    Expect(holdings.error().code == ErrorCode::kInvalid);
    return;
  }
  Expect(ParsePackedHoldings(PackHoldings(*holdings)) == *holdings);
}

void NamesLeadNowhereElse(std::string_view name) {
  const std::string device(32, 'a');
  if (const auto id = ParseStickBatch(device, name)) {
    Expect(StickBatch(*id) == StickUpFolder(device) + "/" + std::string(name));
  }
  if (const auto epoch = ParseStickReceipt(name)) {
    Expect(StickReceipt(device, *epoch) == StickDownFolder(device) + "/" + std::string(name));
  }
  if (const auto offer = ParseStickOffer(name)) {
    Expect(StickOffer(device, *offer) == StickUpFolder(device) + "/" + std::string(name));
  }
  if (const auto piece = ParseStickOfferPiece(name)) {
    Expect(StickOfferPiece(device, piece->offer, piece->piece) ==
           StickUpFolder(device) + "/" + std::string(name));
  }
  if (const auto offer = ParseStickOfferReceipt(name)) {
    Expect(StickOfferReceipt(device, *offer) == StickDownFolder(device) + "/" + std::string(name));
  }
  for (const bool taken :
       {IsStickDevice(name), IsStickGrant(name), IsStickCode(name), !StickGrant(name).empty()}) {
    Expect(!taken || name.find('/') == std::string_view::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Text(data, size);
  NamesLeadNowhereElse(text);
  HoldingsHold(text);
  HoldingsHold(Pack(text, 1));
  return 0;
}
