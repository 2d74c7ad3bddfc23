#include "storage/formats/signed_json.h"

#include <nlohmann/json.hpp>

#include "storage/base/encoding.h"
#include "storage/formats/canonical_json.h"
#include "storage/formats/envelope.h"
#include "storage/formats/json_fields.h"

namespace lianxiao::formats {

std::string SignJson(const SignedWord& word, const nlohmann::json& body, const SigningKey& from) {
  const auto signature = from.Sign(ForSigning(word.purpose, Compact(body)));
  return Compact({{"signed", body}, {"signature", ToHex(signature)}});
}

Result<nlohmann::json> OpenSignedJson(const SignedWord& word, std::string_view text, const VerifyKey& from) {
  if (text.size() > word.max_bytes) {
    return Fail(ErrorCode::kInvalid, std::string(word.name) + " is too large");
  }
  LIANXIAO_ASSIGN(const auto value, ParseJson(text));
  JsonFields fields(value);
  const auto& body = fields.Object("signed");
  const auto signature = FromHex(fields.Text("signature"));
  LIANXIAO_TRY(fields.status());
  LIANXIAO_ASSIGN(const auto canonical, Canonical(body));
  if (!signature || !Verify(from, ForSigning(word.purpose, canonical), *signature)) {
    return Fail(ErrorCode::kUntrusted, std::string(word.name) + " is not signed by our center");
  }
  return body;
}

}  // namespace lianxiao::formats
