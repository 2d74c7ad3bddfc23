// The small JSON messages: an event from a page, a bundle, a center's card, a status report, a
// box's new keys, a receipt.
#include "storage/formats/bundle.h"
#include "storage/formats/device_keys.h"
#include "storage/formats/enrolment.h"
#include "storage/formats/status_report.h"
#include "storage/formats/usage.h"
#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using namespace lianxiao::formats;
using fuzz::Expect;

namespace {

template <typename Message>
bool Taken(const Message& message) {
  Expect(message || message.error().code == ErrorCode::kInvalid);
  return message.has_value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Text(data, size);
  if (const auto event = ParseEvent(text); Taken(event)) {
    Expect(ParseEvent(ToJson(*event)) == *event);
  }
  if (const auto bundle = ParseBundle(text); Taken(bundle)) {
    Expect(Check(*bundle).has_value() && ParseBundle(ToJson(*bundle)) == *bundle);
  }
  if (const auto card = ParseCenterCard(text); Taken(card)) {
    Expect(Fingerprint(*card) == Fingerprint(ParseCenterCard(ToJson(*card)).value()));
  }
  if (const auto report = ParseStatusReport(text); Taken(report)) {
    Expect(report->problems.size() <= kMaxProblems);
  }
  const auto keys = ParseNewKeys(text);
  if (keys) Expect(keys->through_seq >= 0 && keys->epoch.empty() == (keys->through_seq == 0));
  Expect(keys || keys.error().code == ErrorCode::kInvalid || keys.error().code == ErrorCode::kUntrusted);
  Expect(!OpenKeysTaken(text, VerifyKey{}));
  Expect(!OpenReceipt(text, VerifyKey{}));  // Nobody has the key to this one.
  return 0;
}
