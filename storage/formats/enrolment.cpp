#include "storage/formats/enrolment.h"

#include <nlohmann/json.hpp>

#include "storage/base/encoding.h"
#include "storage/formats/canonical_json.h"
#include "storage/formats/envelope.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/json_fields.h"
#include "storage/formats/key_field.h"
#include "storage/formats/packed_address.h"
#include "storage/formats/tls_statement.h"
#include "storage/formats/utf8.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr std::string_view kGrantPurpose = "lianxiao grant 1";
constexpr std::size_t kMaxNameBytes = 300;
constexpr std::size_t kMaxProgramTextBytes = 200;
constexpr std::size_t kMaxRootJsonBytes = 512'000;
constexpr std::int64_t kMaxMirrors = 16;

Status CheckMirrors(const std::vector<std::string>& mirrors) {
  LIANXIAO_TRY(CheckRange("mirrors", static_cast<std::int64_t>(mirrors.size()), 1, kMaxMirrors));
  for (const auto& mirror : mirrors) {
    if (auto good = CheckAddress(mirror); !good) return Fail(good.error().While("mirrors"));
  }
  return {};
}

}  // namespace

std::string ToJson(const CenterCard& card) {
  return Compact({{"name", card.name},
                  {"sign", card.sign.Hex()},
                  {"seal", card.seal.Hex()},
                  {"root_sha256", card.root_sha256}});
}

Result<CenterCard> ParseCenterCard(std::string_view text) {
  if (text.size() > kMaxCardBytes) return Fail(ErrorCode::kInvalid, "the center's card is too large");
  LIANXIAO_ASSIGN(const auto value, ParseJson(text));
  JsonFields fields(value);
  CenterCard card;
  card.name = fields.Text("name");
  card.sign = KeyField<VerifyKey>(fields, "sign");
  card.seal = KeyField<SealKey>(fields, "seal");
  card.root_sha256 = fields.Sha256("root_sha256");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(CheckLine("name", card.name, kMaxNameBytes));
  return card;
}

std::string Fingerprint(const CenterCard& card) {
  return std::string(HashOf(ToJson(card)).View().substr(0, 16));
}

std::string SealRequest(const EnrolmentRequest& request, const SealKey& center) {
  return Seal(center, Compact({{"secret", ToHex(request.secret)},
                               {"device_sign", request.device_sign.Hex()},
                               {"device_seal", request.device_seal.Hex()},
                               {"program", Presentable(request.program, kMaxProgramTextBytes)},
                               {"hardware", Presentable(request.hardware, kMaxProgramTextBytes)}}));
}

Result<EnrolmentRequest> OpenRequest(std::string_view sealed, const OpenKey& center) {
  if (sealed.size() > kMaxRequestBytes) return Fail(ErrorCode::kInvalid, "the request is too large");
  LIANXIAO_ASSIGN(const auto text, center.Open(sealed));
  LIANXIAO_ASSIGN(const auto value, ParseJson(text));
  JsonFields fields(value);
  EnrolmentRequest request;
  const auto secret = fields.Text("secret");
  request.device_sign = KeyField<VerifyKey>(fields, "device_sign");
  request.device_seal = KeyField<SealKey>(fields, "device_seal");
  request.program = fields.TextOr("program");
  request.hardware = fields.TextOr("hardware");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(CheckHex("secret", secret, 16));
  LIANXIAO_ASSIGN(request.secret, FromHex(secret));
  LIANXIAO_TRY(CheckLine("program", request.program, kMaxProgramTextBytes));
  LIANXIAO_TRY(CheckLine("hardware", request.hardware, kMaxProgramTextBytes));
  return request;
}

Status Check(const Grant& grant) {
  LIANXIAO_TRY(CheckHex("device", grant.device, 32));
  LIANXIAO_TRY(CheckId("school", grant.school));
  LIANXIAO_TRY(CheckLine("school_name", grant.school_name, kMaxNameBytes));
  LIANXIAO_TRY(CheckLine("center_name", grant.center_name, kMaxNameBytes));
  if (auto good = CheckAddress(grant.center_address); !good) {
    return Fail(good.error().While("center_address"));
  }
  LIANXIAO_TRY(CheckMirrors(grant.mirrors));
  LIANXIAO_TRY(CheckRange("center_root", grant.center_root, 0));
  LIANXIAO_TRY(CheckProse("tls", grant.tls_statement, kMaxTlsStatementBytes));
  return CheckProse("root_json", grant.root_json, kMaxRootJsonBytes);
}

std::string SealGrant(const Grant& grant, const SigningKey& center, const SealKey& device) {
  json out = {{"device", grant.device},
              {"school", grant.school},
              {"school_name", grant.school_name},
              {"center_name", grant.center_name},
              {"center_address", grant.center_address},
              {"mirrors", grant.mirrors},
              {"root_json", grant.root_json},
              {"at_ms", grant.at.ms}};
  if (!grant.tls_statement.empty()) out["tls"] = grant.tls_statement;
  if (grant.center_root > 0) out["center_root"] = grant.center_root;
  return SealSigned(kGrantPurpose, Compact(out), center, device);
}

Result<Grant> OpenGrant(std::string_view sealed, const OpenKey& device, const VerifyKey& center) {
  if (sealed.size() > kMaxGrantBytes) return Fail(ErrorCode::kInvalid, "the grant is too large");
  LIANXIAO_ASSIGN(const auto text, OpenSigned(kGrantPurpose, sealed, device, center));
  LIANXIAO_ASSIGN(const auto value, ParseJson(text));
  JsonFields fields(value);
  Grant grant;
  grant.device = fields.Text("device");
  grant.school = fields.Text("school");
  grant.school_name = fields.Text("school_name");
  grant.center_name = fields.Text("center_name");
  grant.center_address = fields.Text("center_address");
  grant.mirrors = fields.Texts("mirrors");
  grant.root_json = fields.Text("root_json");
  grant.at.ms = fields.Integer("at_ms");
  grant.tls_statement = fields.TextOr("tls");
  grant.center_root = fields.IntegerOr("center_root");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(Check(grant));
  return grant;
}

}  // namespace lianxiao::formats
