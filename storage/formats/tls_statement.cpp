#include "storage/formats/tls_statement.h"

#include <nlohmann/json.hpp>

#include "storage/base/encoding.h"
#include "storage/formats/canonical_json.h"
#include "storage/formats/envelope.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/json_fields.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr std::string_view kPurpose = "lianxiao tls 1";

Result<TlsStatement> Read(const json& value) {
  JsonFields fields(value, "signed");
  TlsStatement statement;
  statement.keys = fields.Texts("keys");
  statement.public_ca = fields.BooleanOr("public_ca", false);
  statement.number = fields.Integer("number");
  statement.at.ms = fields.Integer("at_ms");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(CheckRange("signed.keys", static_cast<std::int64_t>(statement.keys.size()), 1, kMaxTlsKeys));
  for (const auto& key : statement.keys) LIANXIAO_TRY(CheckHex("signed.keys", key, 64));
  LIANXIAO_TRY(CheckRange("signed.number", statement.number, 1));
  return statement;
}

}  // namespace

std::string SignTlsStatement(const TlsStatement& statement, const SigningKey& center) {
  const json body = {{"keys", statement.keys},
                     {"public_ca", statement.public_ca},
                     {"number", statement.number},
                     {"at_ms", statement.at.ms}};
  // Hex and numbers only, so compact and canonical are the same bytes.
  const auto signature = center.Sign(ForSigning(kPurpose, Compact(body)));
  return Compact({{"signed", body}, {"signature", ToHex(signature)}});
}

Result<TlsStatement> OpenTlsStatement(std::string_view text, const VerifyKey& center) {
  if (text.size() > kMaxTlsStatementBytes) {
    return Fail(ErrorCode::kInvalid, "the statement about TLS keys is too large");
  }
  LIANXIAO_ASSIGN(const auto value, ParseJson(text));
  JsonFields fields(value);
  const auto& body = fields.Object("signed");
  const auto signature = FromHex(fields.Text("signature"));
  LIANXIAO_TRY(fields.status());
  LIANXIAO_ASSIGN(const auto canonical, Canonical(body));
  if (!signature || !Verify(center, ForSigning(kPurpose, canonical), *signature)) {
    return Fail(ErrorCode::kUntrusted, "the statement about TLS keys is not signed by our center");
  }
  return Read(body);
}

}  // namespace lianxiao::formats
