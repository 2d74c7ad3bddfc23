// Key files and proposals: they arrive on sticks.
#include "center/keys/key_file.h"
#include "center/keys/proposal.h"
#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using namespace lianxiao::center;
using fuzz::Expect;

namespace {

void TryKey(std::string_view text) {
  const auto head = ReadKeyHead(text);
  const auto key = ReadSigningKey(text, {});  // Without a passphrase, which would take a second each.
  if (key) Expect(head && !head->locked && head->public_hex == key->verify.Hex());
  const auto open = ReadOpenKey(text, {});
  if (open) Expect(head && head->kind == KeyKind::kSeal);
  if (auto half = ReadPublicKey(text)) {
    half->locked = false;  // Of the whole key only; its public half says nothing of it.
    Expect(ReadPublicKey(WritePublicKey(*half)) == *half);
  }
}

void TryProposal(std::string_view text) {
  const auto proposal = Proposal::Parse(text);
  if (!proposal) return;
  const auto again = Proposal::Parse(proposal->Text());
  Expect(again && again->next().bytes == proposal->next().bytes);
  Expect(CheckSensible(proposal->next().root.body).has_value());
  if (proposal->IsComplete()) {
    Expect(CheckFollows(proposal->current().root.body, proposal->next().root).has_value());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  TryKey(fuzz::Text(data, size));
  TryProposal(fuzz::Text(data, size));
  return 0;
}
