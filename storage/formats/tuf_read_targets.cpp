// Reads what targets files say: targets, and whom they delegate to.
#include <nlohmann/json.hpp>
#include <set>

#include "storage/formats/field_rules.h"
#include "storage/formats/tuf_json.h"
#include "storage/formats/utf8.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxDelegatedKeys = 4'096;
constexpr std::size_t kMaxDelegatedRoles = 4'096;
// A role's name becomes a file name, where every byte may be written as three.
constexpr std::size_t kMaxRoleNameBytes = 80;
constexpr std::size_t kMaxPathBytes = 4'096;
constexpr int kMaxBitLength = 32;  // So many bits of the digest does TAP 15 look at.

tl::unexpected<Error> Wrong(const std::string& where, const char* why) {
  return Fail(ErrorCode::kInvalid, where + ": " + why);
}

bool IsTopLevel(const std::string& name) {
  for (const auto role : {TufRole::kRoot, TufRole::kTimestamp, TufRole::kSnapshot, TufRole::kTargets}) {
    if (name == Word(role)) return true;
  }
  return false;
}

Status CheckRoleName(const std::string& where, const std::string& name) {
  if (name.empty()) return Wrong(where, "empty");
  if (name.size() > kMaxRoleNameBytes) return Wrong(where, "too long");
  if (IsTopLevel(name)) return Wrong(where, "a delegated role cannot have the name of a top-level role");
  return {};
}

// What others put into "custom" is none of our business, whatever its form.
std::optional<TufUnpacked> ReadUnpacked(const json& target) {
  const auto custom = target.find("custom");
  if (custom == target.end() || !custom->is_object()) return std::nullopt;
  const auto unpacked = custom->find(kTufUnpacked);
  if (unpacked == custom->end() || !unpacked->is_object()) return std::nullopt;
  JsonFields fields(*unpacked);
  TufUnpacked read{.length = fields.Integer("length"), .sha256 = fields.Sha256("sha256")};
  if (!fields.status() || read.length < 0) return std::nullopt;
  return read;
}

Result<TufTarget> ReadTarget(const json& value, const std::string& where) {
  JsonFields fields(value, where);
  TufTarget target;
  target.length = fields.Integer("length");
  const auto& hashes = fields.Object("hashes");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(CheckTufLength(where, target.length));
  LIANXIAO_ASSIGN(auto known, ReadTufHashes(hashes, where + ".hashes"));
  target.sha256 = std::move(known.sha256);
  target.sha512 = std::move(known.sha512);
  target.unpacked = ReadUnpacked(value);
  return target;
}

// Of "paths" and "path_hash_prefixes" exactly one is there; both may be empty, and then match nothing.
Status ReadPaths(JsonFields& fields, const std::string& where, TufDelegatedRole& role) {
  if (fields.Has("paths") == fields.Has("path_hash_prefixes")) {
    return Wrong(where, "exactly one of paths and path_hash_prefixes has to be there");
  }
  role.paths = fields.Texts("paths");
  role.path_hash_prefixes = fields.Texts("path_hash_prefixes");
  LIANXIAO_TRY(fields.status());
  for (const auto& pattern : role.paths) {
    if (pattern.size() > kMaxPathBytes) return Wrong(where + ".paths", "a pattern is too long");
  }
  for (const auto& prefix : role.path_hash_prefixes) {
    LIANXIAO_TRY(CheckHex((where + ".path_hash_prefixes").c_str(), prefix, prefix.size()));
  }
  return {};
}

Result<TufDelegatedRole> ReadDelegatedRole(const json& value, const std::string& where) {
  JsonFields fields(value, where);
  TufDelegatedRole role;
  role.name = fields.Text("name");
  role.terminating = fields.BooleanOr("terminating", false);  // The specification's own example has none.
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(CheckRoleName(where + ".name", role.name));
  LIANXIAO_ASSIGN(role.keys, ReadTufRoleKeys(value, where));
  LIANXIAO_TRY(ReadPaths(fields, where, role));
  return role;
}

Result<std::vector<TufDelegatedRole>> ReadDelegatedRoles(const json& list, const std::string& where) {
  if (list.size() > kMaxDelegatedRoles) return Wrong(where, "too many");
  std::vector<TufDelegatedRole> roles;
  std::set<std::string> names;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto here = where + "[" + std::to_string(i) + "]";
    LIANXIAO_ASSIGN(auto role, ReadDelegatedRole(list[i], here));
    if (!names.insert(role.name).second) return Wrong(here + ".name", "there twice");
    roles.push_back(std::move(role));
  }
  return roles;
}

Result<TufSuccinctRoles> ReadSuccinct(const json& value, const std::string& where) {
  JsonFields fields(value, where);
  TufSuccinctRoles bins;
  const auto bits = fields.Integer("bit_length");
  bins.name_prefix = fields.Text("name_prefix");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(CheckRange((where + ".bit_length").c_str(), bits, 1, kMaxBitLength));
  LIANXIAO_TRY(CheckRoleName(where + ".name_prefix", bins.name_prefix + "-"));
  bins.bit_length = static_cast<int>(bits);
  LIANXIAO_ASSIGN(bins.keys, ReadTufRoleKeys(value, where));
  return bins;
}

Result<TufDelegations> ReadDelegations(const json& value, const std::string& where) {
  JsonFields fields(value, where);
  TufDelegations delegations;
  const auto& keys = fields.Object("keys");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_ASSIGN(delegations.keys, ReadTufKeys(keys, where + ".keys", kMaxDelegatedKeys));
  if (fields.Has("roles") == fields.Has("succinct_roles")) {
    return Wrong(where, "exactly one of roles and succinct_roles has to be there");
  }
  if (fields.Has("roles")) {
    const auto& roles = fields.List("roles");
    LIANXIAO_TRY(fields.status());
    LIANXIAO_ASSIGN(delegations.roles, ReadDelegatedRoles(roles, where + ".roles"));
    return delegations;
  }
  const auto& bins = fields.Object("succinct_roles");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_ASSIGN(delegations.succinct, ReadSuccinct(bins, where + ".succinct_roles"));
  return delegations;
}

}  // namespace

Status ReadTufTargets(JsonFields& fields, TufTargets& targets) {
  const auto& list = fields.Object("targets");
  LIANXIAO_TRY(fields.status());
  for (const auto& [name, value] : list.items()) {
    if (name.empty() || name.size() > kMaxPathBytes) {
      return Wrong("signed.targets", "a name is empty or too long");
    }
    LIANXIAO_ASSIGN(targets.targets[name], ReadTarget(value, "signed.targets." + Presentable(name, 80)));
  }
  if (!fields.Has("delegations")) return {};
  const auto& delegations = fields.Object("delegations");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_ASSIGN(targets.delegations, ReadDelegations(delegations, "signed.delegations"));
  return {};
}

}  // namespace lianxiao::formats
