// What a relay sends and what announces itself as one: the list of its blobs, how far an offer is, and words
// on the network.
#include <algorithm>

#include "storage/formats/held_blobs.h"
#include "storage/formats/packed_address.h"
#include "sync/relay/announcement.h"
#include "sync/relay/offer_post.h"
#include "sync/relay/shelf_plan.h"
#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using namespace lianxiao::sync;
using fuzz::Expect;

namespace {

void ListsComeBack(std::string_view bytes) {
  const auto held = formats::HeldBlobs::Decode(bytes);
  if (held) {
    Expect(held->Encode() == bytes);
  } else {
    Expect(held.error().code == ErrorCode::kInvalid);
  }
}

// The first line is the address, the others the words. What comes of it is an address that settings would
// take.
void AnnouncementsLeadToAddresses(std::string_view text) {
  Announcement said{.port = 8482};
  for (bool first = true; !text.empty(); first = false) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (first) {
      said.address = line;
    } else {
      said.words.emplace_back(line);
    }
  }
  const auto base = RelayIn(said, "0123456789abcdef");
  Expect(!base || formats::CheckAddress(*base).has_value());
}

void PatchesHaveNames(std::string_view name) {
  const auto patch = ParsePatchName(name);
  Expect(!patch || patch->to + ".from-" + patch->from == name);
}

void OffersStandWithinBounds(std::string_view json) {
  const auto here = ReadOfferAtRelay(json);
  Expect(!here || (here->held >= 0 && here->held <= formats::OfferPieces(formats::kMaxOfferBytes)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Text(data, size);
  ListsComeBack(text);
  AnnouncementsLeadToAddresses(text);
  PatchesHaveNames(text);
  OffersStandWithinBounds(text);
  return 0;
}
