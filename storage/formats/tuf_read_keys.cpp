// Reads what root and delegations have in common: keys, and which of them may sign for a role.
#include <nlohmann/json.hpp>
#include <set>

#include "storage/formats/field_rules.h"
#include "storage/formats/tuf_json.h"
#include "storage/formats/utf8.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxKeyIdBytes = 128;

Result<TufKey> ReadKey(const json& value, const std::string& where) {
  JsonFields fields(value, where);
  TufKey key;
  key.keytype = fields.Text("keytype");
  key.scheme = fields.Text("scheme");
  const auto& keyval = fields.Object("keyval");
  LIANXIAO_TRY(fields.status());
  // Keys of kinds we do not know may look as they like; they never count.
  if (const auto found = keyval.find("public"); found != keyval.end() && found->is_string()) {
    key.public_value = found->get<std::string>();
  }
  if (key.keytype == "ed25519") {
    LIANXIAO_TRY(CheckHex((where + ".keyval.public").c_str(), key.public_value, 64));
  }
  return key;
}

}  // namespace

Result<std::map<std::string, TufKey>> ReadTufKeys(const json& object, const std::string& where,
                                                  std::size_t most) {
  if (object.size() > most) return Fail(ErrorCode::kInvalid, where + ": too many");
  std::map<std::string, TufKey> keys;
  for (const auto& [id, value] : object.items()) {
    LIANXIAO_TRY(CheckLine(where.c_str(), id, kMaxKeyIdBytes));
    LIANXIAO_ASSIGN(keys[id], ReadKey(value, where + "." + id));
  }
  return keys;
}

Result<TufRoleKeys> ReadTufRoleKeys(const json& object, const std::string& where) {
  JsonFields fields(object, where);
  TufRoleKeys role;
  fields.List("keyids");
  role.key_ids = fields.Texts("keyids");
  role.threshold = fields.Integer("threshold");
  LIANXIAO_TRY(fields.status());
  const std::set<std::string> distinct(role.key_ids.begin(), role.key_ids.end());
  if (distinct.size() != role.key_ids.size()) {
    return Fail(ErrorCode::kInvalid, where + ".keyids: one is there twice");
  }
  // More than there are keys is allowed: nobody can sign for this role then, which may be meant.
  LIANXIAO_TRY(CheckRange((where + ".threshold").c_str(), role.threshold, 1));
  return role;
}

Status CheckTufLength(const std::string& where, std::int64_t length) {
  return CheckRange((where + ".length").c_str(), length, 0);
}

Result<TufHashes> ReadTufHashes(const json& object, const std::string& where) {
  if (object.empty()) return Fail(ErrorCode::kInvalid, where + ": empty");
  TufHashes known;
  const auto read = [&](const char* name, std::size_t digits, std::string& out) -> Status {
    if (!object.contains(name)) return {};
    JsonFields fields(object, where);
    out = fields.Text(name);
    LIANXIAO_TRY(fields.status());
    return CheckHex((where + "." + name).c_str(), out, digits);
  };
  LIANXIAO_TRY(read("sha256", 64, known.sha256));
  LIANXIAO_TRY(read("sha512", 128, known.sha512));
  return known;
}

}  // namespace lianxiao::formats
