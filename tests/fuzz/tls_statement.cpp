// The center's word on its TLS keys: what anybody on the line may have sent, and, signed by the center that
// the box knows, what a center of another version may say.
#include "storage/formats/tls_statement.h"

#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"
#include "storage/formats/signed_json.h"
#include "tests/fuzz/fuzz.h"

using namespace lianxiao;
using namespace lianxiao::formats;
using fuzz::Expect;

namespace {

constexpr SignedWord kStatement{"lianxiao tls 1", "", kMaxTlsStatementBytes};

const SigningKey& Center() {
  static const auto key = SigningKey::FromSeed(std::string(32, '2')).value();
  return key;
}

void StatementHolds(std::string_view text) {
  const auto statement = OpenTlsStatement(text, Center().verify);
  if (!statement) {
    Expect(statement.error().code == ErrorCode::kInvalid || statement.error().code == ErrorCode::kUntrusted);
    return;
  }
  Expect(!statement->keys.empty() && statement->keys.size() <= kMaxTlsKeys && statement->number >= 1);
  Expect(OpenTlsStatement(SignTlsStatement(*statement, Center()), Center().verify) == *statement);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Text(data, size);
  StatementHolds(text);
  const auto value = ParseJson(text);
  if (!value || !value->is_object()) return 0;
  StatementHolds(SignJson(kStatement, *value, Center()));
  const auto body = value->find("signed");  // A whole statement whose signature the change has broken.
  if (body != value->end() && body->is_object()) StatementHolds(SignJson(kStatement, *body, Center()));
  return 0;
}
