#include "storage/formats/tls_statement.h"

#include <nlohmann/json.hpp>

#include "storage/formats/field_rules.h"
#include "storage/formats/json_fields.h"
#include "storage/formats/signed_json.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr SignedWord kStatement{"lianxiao tls 1", "the statement about TLS keys", kMaxTlsStatementBytes};

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
  return SignJson(kStatement, body, center);
}

Result<TlsStatement> OpenTlsStatement(std::string_view text, const VerifyKey& center) {
  LIANXIAO_ASSIGN(const auto body, OpenSignedJson(kStatement, text, center));
  return Read(body);
}

}  // namespace lianxiao::formats
