#include "storage/formats/tuf.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

#include "storage/base/digest.h"
#include "storage/base/encoding.h"
#include "storage/formats/canonical_json.h"
#include "storage/formats/tuf_json.h"

namespace lianxiao::formats {

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

TufKey TufKey::From(const VerifyKey& key) {
  TufKey tuf;
  tuf.public_value = key.Hex();
  return tuf;
}

namespace {

// The public key that made this signature, if the role may sign with it and the signature is good.
std::optional<VerifyKey> GoodSigner(std::string_view canonical, const TufSignature& signature,
                                    const std::map<std::string, TufKey>& keys, const TufRoleKeys& role) {
  if (std::find(role.key_ids.begin(), role.key_ids.end(), signature.key_id) == role.key_ids.end()) return {};
  const auto key = keys.find(signature.key_id);
  if (key == keys.end() || key->second.keytype != "ed25519" || key->second.scheme != "ed25519") return {};
  const auto verify = VerifyKey::FromHex(key->second.public_value);
  const auto bytes = FromHex(signature.signature_hex);
  if (!verify || !bytes || !Verify(*verify, canonical, *bytes)) return {};
  return *verify;
}

}  // namespace

Status CheckSignatures(std::string_view canonical, std::span<const TufSignature> signatures,
                       const std::map<std::string, TufKey>& keys, const TufRoleKeys& role) {
  std::set<std::string> tried;  // Each id once, or a long list of bad ones would keep a small box busy.
  std::set<std::string> good;   // By key and not by id, as one key may be listed under two ids.
  for (const auto& signature : signatures) {
    if (!tried.insert(signature.key_id).second) continue;
    if (const auto signer = GoodSigner(canonical, signature, keys, role)) good.insert(signer->Hex());
  }
  if (role.threshold >= 1 && static_cast<std::int64_t>(good.size()) >= role.threshold) return {};
  return Fail(ErrorCode::kUntrusted, std::to_string(good.size()) + " good signatures of " +
                                         std::to_string(role.threshold) + " that are needed");
}

}  // namespace lianxiao::formats
