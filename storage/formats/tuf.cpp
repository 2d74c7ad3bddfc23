#include "storage/formats/tuf.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

#include "storage/base/digest.h"
#include "storage/base/encoding.h"
#include "storage/base/pem_keys.h"
#include "storage/formats/canonical_json.h"
#include "storage/formats/tuf_json.h"

namespace lianxiao::formats {
namespace {

// Keys of other repositories, as python's securesystemslib and others write them: "ecdsa" is today's word,
// the other one that of files before 2022.
std::optional<PemScheme> PemSchemeOf(const TufKey& key) {
  const bool ecdsa = key.keytype == "ecdsa" || key.keytype == "ecdsa-sha2-nistp256";
  if (ecdsa && key.scheme == "ecdsa-sha2-nistp256") return PemScheme::kEcdsaP256Sha256;
  if (key.keytype == "rsa" && key.scheme == "rsassa-pss-sha256") return PemScheme::kRsaPssSha256;
  if (key.keytype == "rsa" && key.scheme == "rsa-pkcs1v15-sha256") return PemScheme::kRsaPkcs1Sha256;
  return std::nullopt;
}

bool IsGood(const TufKey& key, std::string_view canonical, std::string_view signature) {
  if (key.keytype == "ed25519" && key.scheme == "ed25519") {
    const auto verify = VerifyKey::FromHex(key.public_value);
    return verify && Verify(*verify, canonical, signature);
  }
  const auto scheme = PemSchemeOf(key);
  return scheme && VerifyPem(*scheme, key.public_value, canonical, signature);
}

// The key that made this signature, if the role may sign with it and the signature is good.
const TufKey* GoodSigner(std::string_view canonical, const TufSignature& signature,
                         const std::map<std::string, TufKey>& keys, const TufRoleKeys& role) {
  if (std::find(role.key_ids.begin(), role.key_ids.end(), signature.key_id) == role.key_ids.end()) {
    return nullptr;
  }
  const auto key = keys.find(signature.key_id);
  const auto bytes = FromHex(signature.signature_hex);
  if (key == keys.end() || !bytes || !IsGood(key->second, canonical, *bytes)) return nullptr;
  return &key->second;
}

}  // namespace

std::string_view Word(TufRole role) {
  switch (role) {
    case TufRole::kRoot: return "root";
    case TufRole::kTimestamp: return "timestamp";
    case TufRole::kSnapshot: return "snapshot";
    case TufRole::kTargets: return "targets";
  }
  std::abort();
}

std::string TufKey::Id() const { return Sha256Hex(Compact(JsonOf(*this))); }

std::string TufKey::Value() const {
  const auto pem = PemSchemeOf(*this);
  return pem ? PemKeyDer(*pem, public_value).value_or(public_value) : public_value;
}

TufKey TufKey::From(const VerifyKey& key) {
  TufKey tuf;
  tuf.public_value = key.Hex();
  return tuf;
}

Status CheckSignatures(std::string_view canonical, std::span<const TufSignature> signatures,
                       const std::map<std::string, TufKey>& keys, const TufRoleKeys& role) {
  std::set<std::string> tried;  // Each id once, or a long list of bad ones would keep a small box busy.
  std::set<std::string> good;   // By key and not by id, as one key may be listed under two ids.
  for (const auto& signature : signatures) {
    if (!tried.insert(signature.key_id).second) continue;
    if (const auto* signer = GoodSigner(canonical, signature, keys, role)) good.insert(signer->Value());
  }
  if (role.threshold >= 1 && static_cast<std::int64_t>(good.size()) >= role.threshold) return {};
  return Fail(ErrorCode::kUntrusted, std::to_string(good.size()) + " good signatures of " +
                                         std::to_string(role.threshold) + " that are needed");
}

}  // namespace lianxiao::formats
