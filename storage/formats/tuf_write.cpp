#include <nlohmann/json.hpp>

#include "storage/base/encoding.h"
#include "storage/formats/canonical_json.h"
#include "storage/formats/tuf.h"
#include "storage/formats/tuf_json.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr const char* kSpecVersion = "1.0.31";

json Begin(TufRole role, std::int64_t version, WallTime expires) {
  return {{"_type", Word(role)},
          {"spec_version", kSpecVersion},
          {"version", version},
          {"expires", ToRfc3339(expires)}};
}

json JsonOf(const TufFileMeta& meta) {
  json out = {{"version", meta.version}};
  if (meta.length) out["length"] = *meta.length;
  if (meta.sha256) out["hashes"]["sha256"] = *meta.sha256;
  if (meta.sha512) out["hashes"]["sha512"] = *meta.sha512;
  return out;
}

json JsonOf(const TufTarget& target) {
  auto hashes = json::object();
  if (!target.sha256.empty()) hashes["sha256"] = target.sha256;
  if (!target.sha512.empty()) hashes["sha512"] = target.sha512;
  json out = {{"length", target.length}, {"hashes", hashes}};
  if (const auto& unpacked = target.unpacked) {
    out["custom"] = {{kTufUnpacked, {{"length", unpacked->length}, {"sha256", unpacked->sha256}}}};
  }
  return out;
}

json JsonOf(const TufDelegatedRole& role) {
  auto out = JsonOf(role.keys);
  out["name"] = role.name;
  out["terminating"] = role.terminating;
  if (role.path_hash_prefixes.empty()) {
    out["paths"] = role.paths;
  } else {
    out["path_hash_prefixes"] = role.path_hash_prefixes;
  }
  return out;
}

std::string Sign(const json& body, std::span<const SigningKey> keys) {
  // Through the parser's eyes, so that what is signed is what a reader will make canonical, whatever
  // bytes a name had.
  const auto text = Compact(body);
  const auto canonical = ParseJson(text).and_then(Canonical);
  if (!canonical) return {};
  auto signatures = json::array();
  for (const auto& key : keys) {
    signatures.push_back({{"keyid", TufKey::From(key.verify).Id()}, {"sig", ToHex(key.Sign(*canonical))}});
  }
  return R"({"signatures":)" + Compact(signatures) + R"(,"signed":)" + text + "}";
}

}  // namespace

json JsonOf(const TufKey& key) {
  return {{"keytype", key.keytype}, {"scheme", key.scheme}, {"keyval", {{"public", key.public_value}}}};
}

json JsonOf(const std::map<std::string, TufKey>& keys) {
  auto out = json::object();
  for (const auto& [id, key] : keys) out[id] = JsonOf(key);
  return out;
}

json JsonOf(const TufRoleKeys& role) { return {{"keyids", role.key_ids}, {"threshold", role.threshold}}; }

json JsonOf(const TufDelegations& delegations) {
  json out = {{"keys", JsonOf(delegations.keys)}};
  if (const auto& bins = delegations.succinct) {
    out["succinct_roles"] = JsonOf(bins->keys);
    out["succinct_roles"]["bit_length"] = bins->bit_length;
    out["succinct_roles"]["name_prefix"] = bins->name_prefix;
    return out;
  }
  out["roles"] = json::array();
  for (const auto& role : delegations.roles) out["roles"].push_back(JsonOf(role));
  return out;
}

std::string SignTufRoot(const TufRoot& body, std::span<const SigningKey> keys) {
  auto out = Begin(TufRole::kRoot, body.version, body.expires);
  out["consistent_snapshot"] = body.consistent_snapshot;
  out["keys"] = JsonOf(body.keys);
  out["roles"] = json::object();
  for (const auto& [name, role] : body.roles) out["roles"][name] = JsonOf(role);
  if (body.center) out[kTufCenter] = {{"sign", body.center->sign.Hex()}, {"seal", body.center->seal.Hex()}};
  return Sign(out, keys);
}

std::string SignTufTimestamp(const TufTimestamp& body, std::span<const SigningKey> keys) {
  auto out = Begin(TufRole::kTimestamp, body.version, body.expires);
  out["meta"] = {{"snapshot.json", JsonOf(body.snapshot)}};
  return Sign(out, keys);
}

std::string SignTufSnapshot(const TufSnapshot& body, std::span<const SigningKey> keys) {
  auto out = Begin(TufRole::kSnapshot, body.version, body.expires);
  out["meta"] = json::object();
  for (const auto& [name, meta] : body.meta) out["meta"][name] = JsonOf(meta);
  return Sign(out, keys);
}

std::string SignTufTargets(const TufTargets& body, std::span<const SigningKey> keys) {
  auto out = Begin(TufRole::kTargets, body.version, body.expires);
  out["targets"] = json::object();
  for (const auto& [name, target] : body.targets) out["targets"][name] = JsonOf(target);
  if (body.delegations) out["delegations"] = JsonOf(*body.delegations);
  return Sign(out, keys);
}

}  // namespace lianxiao::formats
