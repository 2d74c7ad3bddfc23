#include <nlohmann/json.hpp>
#include <set>

#include "storage/formats/canonical_json.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/key_field.h"
#include "storage/formats/tuf_json.h"
#include "storage/formats/utf8.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxSignatures = 64;  // A role has a handful of keys.
constexpr std::size_t kMaxKeys = 64;

struct Opened {
  json body;
  std::string canonical;
  std::vector<TufSignature> signatures;
};

Result<std::vector<TufSignature>> ReadSignatures(const json& list) {
  if (list.size() > kMaxSignatures) return Fail(ErrorCode::kInvalid, "signatures: too many");
  std::vector<TufSignature> signatures;
  std::set<std::string> ids;
  for (std::size_t i = 0; i < list.size(); ++i) {
    JsonFields fields(list[i], "signatures[" + std::to_string(i) + "]");
    signatures.push_back({fields.Text("keyid"), fields.Text("sig")});
    // Not only would it not count: the specification allows no file that has one (section 4.2.1).
    if (!ids.insert(signatures.back().key_id).second) fields.Refuse("keyid", "it has signed once already");
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

Status ReadCenter(JsonFields& fields, TufRoot& root) {
  if (!fields.Has(kTufCenter)) return {};
  const auto& center = fields.Object(kTufCenter);
  LIANXIAO_TRY(fields.status());
  JsonFields inner(center, "signed." + std::string(kTufCenter));
  root.center = TufCenter{KeyField<VerifyKey>(inner, "sign"), KeyField<SealKey>(inner, "seal")};
  return inner.status();
}

Status ReadRoot(JsonFields& fields, TufRoot& root) {
  root.consistent_snapshot = fields.BooleanOr("consistent_snapshot", false);
  const auto& keys = fields.Object("keys");
  const auto& roles = fields.Object("roles");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_ASSIGN(root.keys, ReadTufKeys(keys, "signed.keys", kMaxKeys));
  for (const auto role : {TufRole::kRoot, TufRole::kTimestamp, TufRole::kSnapshot, TufRole::kTargets}) {
    const std::string name(Word(role));
    const auto found = roles.find(name);
    if (found == roles.end()) return Fail(ErrorCode::kInvalid, "signed.roles." + name + ": missing");
    LIANXIAO_ASSIGN(root.roles[name], ReadTufRoleKeys(*found, "signed.roles." + name));
  }
  return ReadCenter(fields, root);
}

Result<TufFileMeta> ReadFileMeta(const json& value, const std::string& where) {
  JsonFields fields(value, where);
  TufFileMeta meta;
  meta.version = fields.Integer("version");
  if (fields.Has("length")) meta.length = fields.Integer("length");
  const auto* hashes = fields.Has("hashes") ? &fields.Object("hashes") : nullptr;
  LIANXIAO_TRY(fields.status());
  if (hashes != nullptr) {
    LIANXIAO_ASSIGN(const auto known, ReadTufHashes(*hashes, where + ".hashes"));
    if (!known.sha256.empty()) meta.sha256 = known.sha256;
    if (!known.sha512.empty()) meta.sha512 = known.sha512;
  }
  LIANXIAO_TRY(CheckRange((where + ".version").c_str(), meta.version, 1));
  LIANXIAO_TRY(CheckTufLength(where, meta.length.value_or(0)));
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
    LIANXIAO_ASSIGN(snapshot.meta[name], ReadFileMeta(value, "signed.meta." + Presentable(name, 80)));
  }
  if (!snapshot.meta.contains("targets.json")) {
    return Fail(ErrorCode::kInvalid, "signed.meta.targets.json: missing");
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
  return Parse<TufTargets>(bytes, TufRole::kTargets, ReadTufTargets);
}

}  // namespace lianxiao::formats
