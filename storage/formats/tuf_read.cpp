#include <nlohmann/json.hpp>
#include <set>

#include "storage/formats/canonical_json.h"
#include "storage/formats/catalog.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/json_fields.h"
#include "storage/formats/tuf.h"
#include "storage/formats/utf8.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxSignatures = 64;  // A role has a handful of keys.
constexpr std::size_t kMaxKeys = 64;
constexpr std::size_t kMaxKeyIdBytes = 128;

struct Opened {
  json body;
  std::string canonical;
  std::vector<TufSignature> signatures;
};

Result<std::vector<TufSignature>> ReadSignatures(const json& list) {
  if (list.size() > kMaxSignatures) return Fail(ErrorCode::kInvalid, "signatures: too many");
  std::vector<TufSignature> signatures;
  for (std::size_t i = 0; i < list.size(); ++i) {
    JsonFields fields(list[i], "signatures[" + std::to_string(i) + "]");
    signatures.push_back({fields.Text("keyid"), fields.Text("sig")});
    LIANXIAO_TRY(fields.status());
  }
  return signatures;
}

// What every role's file has: the type it says it is, the specification it follows.
Status CheckHead(JsonFields& body, TufRole role) {
  const auto type = body.Text("_type");
  const auto spec = body.Text("spec_version");
  LIANXIAO_TRY(body.status());
  if (type != Word(role)) {
    return Fail(ErrorCode::kInvalid,
                "signed._type: " + Presentable(type, 40) + " instead of " + std::string(Word(role)));
  }
  if (!spec.starts_with("1.")) {
    return Fail(ErrorCode::kInvalid, "signed.spec_version: this program knows version 1, not " +
                                         Presentable(spec, 40) + "; update it");
  }
  return {};
}

Result<Opened> Open(std::string_view bytes, TufRole role) {
  LIANXIAO_ASSIGN(auto file, ParseJson(bytes));
  JsonFields fields(file);
  const auto& body = fields.Object("signed");
  const auto& list = fields.List("signatures");
  LIANXIAO_TRY(fields.status());
  JsonFields head(body, "signed");
  LIANXIAO_TRY(CheckHead(head, role));
  Opened opened;
  LIANXIAO_ASSIGN(opened.signatures, ReadSignatures(list));
  auto canonical = Canonical(body);
  if (!canonical) return Fail(canonical.error().While("signed"));
  opened.canonical = *std::move(canonical);
  opened.body = std::move(file["signed"]);
  return opened;
}

// Reads the version and the date, and hands the rest of the body to `read`.
template <typename Body>
Result<Signed<Body>> Parse(std::string_view bytes, TufRole role, Status (*read)(JsonFields&, Body&)) {
  LIANXIAO_ASSIGN(auto opened, Open(bytes, role));
  JsonFields fields(opened.body, "signed");
  Signed<Body> file;
  file.body.version = fields.Integer("version");
  file.body.expires = fields.Time("expires");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(CheckRange("signed.version", file.body.version, 1));
  LIANXIAO_TRY(read(fields, file.body));
  file.canonical = std::move(opened.canonical);
  file.signatures = std::move(opened.signatures);
  return file;
}

Result<TufKey> ReadKey(const json& value, const std::string& where) {
  JsonFields fields(value, where);
  TufKey key;
  key.keytype = fields.Text("keytype");
  key.scheme = fields.Text("scheme");
  const auto& keyval = fields.Object("keyval");
  LIANXIAO_TRY(fields.status());
  JsonFields inner(keyval, where + ".keyval");
  key.public_hex = inner.Text("public");
  LIANXIAO_TRY(inner.status());
  // Keys of kinds we do not know may look as they like; they never count.
  if (key.keytype == "ed25519") {
    LIANXIAO_TRY(CheckHex((where + ".keyval.public").c_str(), key.public_hex, 64));
  }
  return key;
}

Result<TufRoleKeys> ReadRole(const json& value, const std::string& where) {
  JsonFields fields(value, where);
  TufRoleKeys role;
  role.key_ids = fields.Texts("keyids");
  role.threshold = fields.Integer("threshold");
  LIANXIAO_TRY(fields.status());
  const std::set<std::string> distinct(role.key_ids.begin(), role.key_ids.end());
  if (distinct.size() != role.key_ids.size()) {
    return Fail(ErrorCode::kInvalid, where + ".keyids: one is there twice");
  }
  // More than there are keys could never be met: nobody could ever sign for this role again.
  LIANXIAO_TRY(CheckRange((where + ".threshold").c_str(), role.threshold, 1,
                          static_cast<std::int64_t>(role.key_ids.size())));
  return role;
}

Status ReadRoot(JsonFields& fields, TufRoot& root) {
  root.consistent_snapshot = fields.BooleanOr("consistent_snapshot", false);
  const auto& keys = fields.Object("keys");
  const auto& roles = fields.Object("roles");
  LIANXIAO_TRY(fields.status());
  if (keys.size() > kMaxKeys) return Fail(ErrorCode::kInvalid, "signed.keys: too many");
  for (const auto& [id, value] : keys.items()) {
    LIANXIAO_TRY(CheckLine("signed.keys", id, kMaxKeyIdBytes));
    LIANXIAO_ASSIGN(root.keys[id], ReadKey(value, "signed.keys." + id));
  }
  for (const auto role : {TufRole::kRoot, TufRole::kTimestamp, TufRole::kSnapshot, TufRole::kTargets}) {
    const std::string name(Word(role));
    const auto found = roles.find(name);
    if (found == roles.end()) return Fail(ErrorCode::kInvalid, "signed.roles." + name + ": missing");
    LIANXIAO_ASSIGN(root.roles[name], ReadRole(*found, "signed.roles." + name));
  }
  return {};
}

Result<TufFileMeta> ReadFileMeta(const json& value, const std::string& where) {
  JsonFields fields(value, where);
  TufFileMeta meta;
  meta.version = fields.Integer("version");
  if (fields.Has("length")) meta.length = fields.Integer("length");
  if (fields.Has("hashes")) {
    const auto& hashes = fields.Object("hashes");
    LIANXIAO_TRY(fields.status());
    JsonFields inner(hashes, where + ".hashes");
    if (inner.Has("sha256")) meta.sha256 = inner.Sha256("sha256");
    LIANXIAO_TRY(inner.status());
  }
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(CheckRange((where + ".version").c_str(), meta.version, 1));
  LIANXIAO_TRY(CheckRange((where + ".length").c_str(), meta.length.value_or(0), 0));
  return meta;
}

Status ReadTimestamp(JsonFields& fields, TufTimestamp& timestamp) {
  const auto& meta = fields.Object("meta");
  LIANXIAO_TRY(fields.status());
  JsonFields inner(meta, "signed.meta");
  const auto& snapshot = inner.Object("snapshot.json");
  LIANXIAO_TRY(inner.status());
  LIANXIAO_ASSIGN(timestamp.snapshot, ReadFileMeta(snapshot, "signed.meta.snapshot.json"));
  return {};
}

Status ReadSnapshot(JsonFields& fields, TufSnapshot& snapshot) {
  const auto& meta = fields.Object("meta");
  LIANXIAO_TRY(fields.status());
  for (const auto& [name, value] : meta.items()) {
    LIANXIAO_TRY(CheckLine("signed.meta", name, 300));
    LIANXIAO_ASSIGN(snapshot.meta[name], ReadFileMeta(value, "signed.meta." + name));
  }
  if (!snapshot.meta.contains("targets.json")) {
    return Fail(ErrorCode::kInvalid, "signed.meta.targets.json: missing");
  }
  return {};
}

Result<TufTarget> ReadTarget(const json& value, const std::string& where) {
  JsonFields fields(value, where);
  TufTarget target;
  target.length = fields.Integer("length");
  const auto& hashes = fields.Object("hashes");
  LIANXIAO_TRY(fields.status());
  JsonFields inner(hashes, where + ".hashes");
  target.sha256 = inner.Sha256("sha256");
  LIANXIAO_TRY(inner.status());
  LIANXIAO_TRY(CheckRange((where + ".length").c_str(), target.length, 0));
  return target;
}

Status ReadTargets(JsonFields& fields, TufTargets& targets) {
  const auto& list = fields.Object("targets");
  LIANXIAO_TRY(fields.status());
  for (const auto& [name, value] : list.items()) {
    if (auto good = CheckPath(name); !good) {
      return Fail(good.error().While("signed.targets: name " + Presentable(name, 80)));
    }
    LIANXIAO_ASSIGN(targets.targets[name], ReadTarget(value, "signed.targets." + name));
  }
  return {};
}

}  // namespace

Result<Signed<TufRoot>> ParseTufRoot(std::string_view bytes) {
  return Parse<TufRoot>(bytes, TufRole::kRoot, ReadRoot);
}
Result<Signed<TufTimestamp>> ParseTufTimestamp(std::string_view bytes) {
  return Parse<TufTimestamp>(bytes, TufRole::kTimestamp, ReadTimestamp);
}
Result<Signed<TufSnapshot>> ParseTufSnapshot(std::string_view bytes) {
  return Parse<TufSnapshot>(bytes, TufRole::kSnapshot, ReadSnapshot);
}
Result<Signed<TufTargets>> ParseTufTargets(std::string_view bytes) {
  return Parse<TufTargets>(bytes, TufRole::kTargets, ReadTargets);
}

}  // namespace lianxiao::formats
