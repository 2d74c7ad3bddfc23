#include "tests/support/tuf_repository.h"

#include <stdexcept>

#include "storage/base/digest.h"
#include "storage/base/encoding.h"
#include "storage/formats/canonical_json.h"
#include "storage/formats/tuf_names.h"

namespace lianxiao::test {

using nlohmann::json;

WallTime InDays(std::int64_t days) { return SystemClock().Wall() + days * kDayMs; }

TufSigner TufSigner::Ed25519() {
  const auto key = SigningKey::Generate();
  const auto tuf = formats::TufKey::From(key.verify);
  return {tuf.Id(), tuf, [key](std::string_view text) { return key.Sign(text); }};
}

TufSigner TufSigner::Pem(const std::string& keytype, const std::string& scheme, PemKind kind) {
  const PemSigner key(kind);
  const formats::TufKey tuf{keytype, scheme, key.Pem()};
  return {tuf.Id(), tuf, [key](std::string_view text) { return key.Sign(text); }};
}

void TufRepository::StartAnew() {
  if (!InitCrypto()) throw std::runtime_error("no crypto");
  server_ = std::make_unique<MisbehavingServer>();
  root = {};
  timestamp = {};
  snapshot = {};
  targets.clear();
  signers.clear();
  name_hashes = false;
  newest_.clear();
  root.version = timestamp.version = snapshot.version = targets["targets"].version = 1;
  root.expires = timestamp.expires = snapshot.expires = targets["targets"].expires = InDays(30);
  for (const auto* role : {"root", "timestamp", "snapshot", "targets"}) AddKey(role, TufSigner::Ed25519());
  Publish({"targets", "snapshot", "timestamp", "root"});
  first_root_ = Newest("root");
}

void TufRepository::AddKey(const std::string& role, const TufSigner& signer) {
  root.keys[signer.id] = signer.key;
  root.roles[role].key_ids.push_back(signer.id);
  signers[role].push_back(signer);
}

void TufRepository::RotateKeys(const std::string& role) {
  root.roles[role].key_ids.clear();
  signers[role].clear();
  for (std::int64_t i = 0; i < root.roles[role].threshold; ++i) AddKey(role, TufSigner::Ed25519());
}

void TufRepository::Delegate(const std::string& from, const std::string& to, std::vector<std::string> paths,
                             bool terminating) {
  auto& delegations = targets[from].delegations;
  if (!delegations) delegations.emplace();
  if (!signers.contains(to)) {
    signers[to] = {TufSigner::Ed25519()};
    targets[to].version = 1;
    targets[to].expires = InDays(30);
  }
  const auto& signer = signers[to][0];
  delegations->keys[signer.id] = signer.key;
  delegations->roles.push_back({to, {{signer.id}, 1}, terminating, std::move(paths), {}});
}

void TufRepository::AddTarget(const std::string& role, const std::string& path, const std::string& bytes) {
  const formats::TufTarget target{static_cast<std::int64_t>(bytes.size()), Sha256Hex(bytes), {}};
  targets[role].targets[path] = target;
  ServeTarget(path, bytes, target);
}

void TufRepository::ServeTarget(const std::string& path, const std::string& bytes,
                                const formats::TufTarget& target) {
  for (const auto& hash : {target.sha256, target.sha512, std::string()}) {
    server_->Put("/targets/" + formats::TargetUrlPath(path, hash), bytes);
  }
}

std::int64_t& TufRepository::Version(const std::string& role) {
  if (role == "root") return root.version;
  if (role == "timestamp") return timestamp.version;
  return role == "snapshot" ? snapshot.version : targets.at(role).version;
}

std::int64_t TufRepository::VersionOf(const std::string& role) const {
  return json::parse(Newest(role))["signed"]["version"];
}

// As our own writer has it, with nobody's signature.
json TufRepository::SignedPart(const std::string& role) const {
  const std::vector<SigningKey> nobody;
  const auto text = role == "root"        ? SignTufRoot(root, nobody)
                    : role == "timestamp" ? SignTufTimestamp(timestamp, nobody)
                    : role == "snapshot"  ? SignTufSnapshot(snapshot, nobody)
                                          : SignTufTargets(targets.at(role), nobody);
  return json::parse(text)["signed"];
}

void TufRepository::Publish(const std::vector<std::string>& roles) {
  for (const auto& role : roles) {
    if (newest_.contains(role)) ++Version(role);
    const auto body = SignedPart(role);
    auto signatures = json::array();
    for (const auto& signer : signers.at(role)) {
      const auto signature = signer.sign(formats::Canonical(body).value());
      signatures.push_back({{"keyid", signer.id}, {"sig", ToHex(signature)}});
    }
    const json file = {{"signatures", signatures}, {"signed", body}};
    Serve(role, Version(role), file.dump(1));
    formats::TufFileMeta meta{Version(role), {}, {}, {}};
    if (name_hashes) {
      meta.length = static_cast<std::int64_t>(Newest(role).size());
      meta.sha256 = Sha256Hex(Newest(role));
    }
    if (role == "snapshot") timestamp.snapshot = meta;
    if (targets.contains(role)) snapshot.meta[role + ".json"] = meta;
  }
}

std::vector<std::string> TufRepository::PathsOf(const std::string& role, std::int64_t version) const {
  if (role == "timestamp") return {"/metadata/timestamp.json"};
  std::vector<std::string> paths = {"/metadata/" + formats::MetadataName(role, version, true)};
  if (role != "root" && !root.consistent_snapshot) {
    paths = {"/metadata/" + formats::MetadataName(role, version, false)};
  }
  return paths;
}

void TufRepository::Serve(const std::string& role, std::int64_t version, const std::string& bytes) {
  newest_[role] = bytes;
  for (const auto& path : PathsOf(role, version)) server_->Put(path, bytes);
}

void TufRepository::Tamper(const std::string& role, const std::function<void(json&)>& change) {
  auto file = json::parse(Newest(role));
  change(file);
  Serve(role, Version(role), file.dump());
}

void TufRepository::Withdraw(const std::string& role) {
  for (const auto& path : PathsOf(role, Version(role))) server_->Remove(path);
}

std::vector<std::string> TufRepository::Asked() {
  constexpr std::string_view kMetadata = "/metadata/";
  std::vector<std::string> asked;
  for (const auto& seen : server_->Seen()) {
    asked.push_back(seen.path.starts_with(kMetadata) ? seen.path.substr(kMetadata.size())
                                                     : seen.path.substr(1));
  }
  server_->ForgetSeen();
  return asked;
}

}  // namespace lianxiao::test
