#include "storage/formats/device_keys.h"

#include <nlohmann/json.hpp>

#include "storage/base/encoding.h"
#include "storage/formats/canonical_json.h"
#include "storage/formats/envelope.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/json_fields.h"
#include "storage/formats/key_field.h"
#include "storage/formats/signed_json.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr std::string_view kPurpose = "lianxiao device keys 1";
constexpr std::string_view kProofPurpose = "lianxiao device keys proof 1";
constexpr SignedWord kTaken{"lianxiao device keys taken 1", "the word on new keys", kMaxNewKeysBytes};

// What the new key signs to show that it is there.
std::string ForProof(const std::string& device, const VerifyKey& sign, const SealKey& seal) {
  return ForSigning(kProofPurpose, device + " " + sign.Hex() + " " + seal.Hex());
}

}  // namespace

std::string SealNewKeys(const NewKeys& keys, const SigningKey& old, const SigningKey& next,
                        const SealKey& center) {
  json body = {{"device", keys.device}, {"sign", keys.sign.Hex()}, {"seal", keys.seal.Hex()}};
  if (keys.through_seq > 0) {
    body["epoch"] = keys.epoch;
    body["through_seq"] = keys.through_seq;
  }
  body["proof"] = ToHex(next.Sign(ForProof(keys.device, keys.sign, keys.seal)));
  return SealSigned(kPurpose, Compact(body), old, center);
}

Result<NewKeys> OpenNewKeys(std::string_view sealed, const OpenKey& center, const VerifyKey& old) {
  if (sealed.size() > kMaxNewKeysBytes) return Fail(ErrorCode::kInvalid, "the message is too large");
  LIANXIAO_ASSIGN(const auto body, OpenSigned(kPurpose, sealed, center, old));
  return ParseNewKeys(body);
}

Result<NewKeys> ParseNewKeys(std::string_view text) {
  LIANXIAO_ASSIGN(const auto body, ParseJson(text));
  JsonFields fields(body);
  NewKeys keys;
  keys.device = fields.Text("device");
  keys.sign = KeyField<VerifyKey>(fields, "sign");
  keys.seal = KeyField<SealKey>(fields, "seal");
  keys.epoch = fields.TextOr("epoch");
  keys.through_seq = fields.IntegerOr("through_seq");
  const auto proof = FromHex(fields.Text("proof"));
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(CheckHex("device", keys.device, 32));
  LIANXIAO_TRY(CheckRange("through_seq", keys.through_seq, 0));
  if (keys.through_seq > 0) LIANXIAO_TRY(CheckHex("epoch", keys.epoch, 16));
  if (keys.through_seq == 0 && !keys.epoch.empty()) {
    return Fail(ErrorCode::kInvalid, "epoch: without a batch there is none");
  }
  if (!proof || !Verify(keys.sign, ForProof(keys.device, keys.sign, keys.seal), *proof)) {
    return Fail(ErrorCode::kUntrusted, "the new key did not sign");
  }
  return keys;
}

std::string SignKeysTaken(const KeysTaken& taken, const SigningKey& center) {
  const json body = {{"device", taken.device},
                     {"sign", taken.sign.Hex()},
                     {"seal", taken.seal.Hex()},
                     {"at_ms", taken.at.ms}};
  return SignJson(kTaken, body, center);
}

Result<KeysTaken> OpenKeysTaken(std::string_view text, const VerifyKey& center) {
  LIANXIAO_ASSIGN(const auto body, OpenSignedJson(kTaken, text, center));
  JsonFields fields(body, "signed");
  KeysTaken taken;
  taken.device = fields.Text("device");
  taken.sign = KeyField<VerifyKey>(fields, "sign");
  taken.seal = KeyField<SealKey>(fields, "seal");
  taken.at.ms = fields.Integer("at_ms");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(CheckHex("signed.device", taken.device, 32));
  return taken;
}

}  // namespace lianxiao::formats
