#include "tests/support/forge.h"

#include "storage/base/digest.h"
#include "storage/formats/bundle.h"
#include "storage/formats/library_name.h"

namespace lianxiao::test {
namespace {

constexpr std::int64_t kYearMs = 365 * kDayMs;

std::string PathOf(const std::string& role, std::int64_t version) {
  return "metadata/" + std::to_string(version) + "." + role + ".json";
}

}  // namespace

KeyRing KeyRing::Fresh() {
  const auto key = [] { return SigningKey::Generate(); };
  return {{key(), key(), key()}, key(), key(), key()};
}

Forge::Forge(WallTime now) : keys(KeyRing::Fresh()), now_(now) {
  SignRoot(keys, {keys.root[0], keys.root[1]});
}

void Forge::SignRoot(const KeyRing& next, const std::vector<SigningKey>& signers) {
  formats::TufRoot root;
  root.version = ++root_version;
  root.expires = now_ + kYearMs;
  const auto give = [&](const char* role, const SigningKey& key) {
    const auto tuf_key = formats::TufKey::From(key.verify);
    root.keys[tuf_key.Id()] = tuf_key;
    root.roles[role].key_ids.push_back(tuf_key.Id());
  };
  for (const auto& key : next.root) give("root", key);
  root.roles["root"].threshold = 2;
  give("targets", next.targets);
  give("snapshot", next.snapshot);
  give("timestamp", next.timestamp);
  files[PathOf("root", root.version)] = formats::SignTufRoot(root, signers);
}

void Forge::Teach(const std::string& id, const std::string& title, const std::string& bytes) {
  formats::File file;
  file.path = id + ".mp4";
  file.media_type = "video/mp4";
  file.size_bytes = static_cast<std::int64_t>(bytes.size());
  file.blob = HashOf(bytes);
  auto& lesson = lessons_[id];
  lesson.id = id;
  ++lesson.version;
  lesson.title = title;
  lesson.stage = "小学";
  lesson.grade = "三年级";
  lesson.subject = "数学";
  lesson.type = "录播课";
  lesson.files = {file};
  files[BlobPath(id)] = bytes;
}

std::string Forge::BlobPath(const std::string& id) const {
  const auto hex = lessons_.at(id).files.at(0).blob.Hex();
  return "blobs/" + hex.substr(0, 2) + "/" + hex.substr(2);
}

std::string Forge::ShardPath(const std::string& id) const { return shards_.at(id); }

formats::TufTarget Forge::PutTarget(const std::string& name, const std::string& bytes) {
  const auto sha256 = Sha256Hex(bytes);
  const auto slash = name.rfind('/') + 1;
  files["targets/" + name.substr(0, slash) + sha256 + "." + name.substr(slash)] = bytes;
  formats::TufTarget target;
  target.length = static_cast<std::int64_t>(bytes.size());
  target.sha256 = sha256;
  return target;
}

void Forge::Lend(const std::string& id, const std::string& library) {
  lent_[id] = library;
  libraries.try_emplace(library, SigningKey::Generate());
}

void Forge::List(const std::string& id, const std::string& library, formats::TufTargets& targets) {
  const auto name = "catalog/" + library + "-" + id + "-0.ndjson.zst";
  const std::vector<formats::Resource> one{lessons_.at(id)};
  targets.targets[name] = PutTarget(name, formats::EncodeShard(one));
  const auto slash = name.rfind('/') + 1;
  shards_[id] = "targets/" + name.substr(0, slash) + targets.targets[name].sha256 + "." + name.substr(slash);
}

void Forge::DelegateIn(formats::TufTargets& targets) const {
  if (libraries.empty()) return;
  auto& delegations = targets.delegations.emplace();
  for (const auto& [name, key] : libraries) {
    const auto tuf_key = formats::TufKey::From(key.verify);
    delegations.keys[tuf_key.Id()] = tuf_key;
    delegations.roles.push_back({name, {{tuf_key.Id()}, 1}, true, {formats::LibraryPattern(name)}, {}});
  }
}

void Forge::SignLibrary(const std::string& library, std::int64_t of_version, const SigningKey& key) {
  formats::TufTargets lists;
  lists.version = of_version;
  lists.expires = now_ + kYearMs;
  for (const auto& [id, by] : lent_) {
    if (by == library) List(id, library, lists);
  }
  files[PathOf(library, of_version)] = formats::SignTufTargets(lists, std::span(&key, 1));
  library_versions_[library] = of_version;
}

void Forge::SignTargets(std::int64_t of_version, const SigningKey& key) {
  formats::TufTargets targets;
  targets.version = of_version;
  targets.expires = now_ + kYearMs;
  for (const auto& [id, lesson] : lessons_) {
    if (!lent_.contains(id)) List(id, std::string(formats::kCountyLibrary), targets);
  }
  DelegateIn(targets);
  formats::Bundle bundle;
  bundle.id = "everything";
  bundle.name = "全部资源";
  bundle.everything = true;
  targets.targets["bundles/everything.json"] = PutTarget("bundles/everything.json", formats::ToJson(bundle));
  files[PathOf("targets", of_version)] = formats::SignTufTargets(targets, std::span(&key, 1));
}

formats::TufFileMeta Forge::MetaOf(const std::string& role, std::int64_t of_version) const {
  const auto& bytes = files.at(PathOf(role, of_version));
  formats::TufFileMeta meta;
  meta.version = of_version;
  meta.length = static_cast<std::int64_t>(bytes.size());
  meta.sha256 = Sha256Hex(bytes);
  return meta;
}

void Forge::SignSnapshot(std::int64_t of_version, std::int64_t targets_version, const SigningKey& key) {
  formats::TufSnapshot snapshot{
      of_version, now_ + kYearMs, {{"targets.json", MetaOf("targets", targets_version)}}};
  for (const auto& [library, newest] : library_versions_) {
    snapshot.meta[library + ".json"] = MetaOf(library, newest);
  }
  files[PathOf("snapshot", of_version)] = formats::SignTufSnapshot(snapshot, std::span(&key, 1));
}

void Forge::SignTimestamp(std::int64_t of_version, std::int64_t snapshot_version, const SigningKey& key,
                          std::int64_t valid_ms) {
  const formats::TufTimestamp timestamp{of_version, now_ + valid_ms, MetaOf("snapshot", snapshot_version)};
  files["metadata/timestamp.json"] = formats::SignTufTimestamp(timestamp, std::span(&key, 1));
}

void Forge::Publish() {
  ++version;
  for (const auto& [library, key] : libraries) SignLibrary(library, version, key);
  SignTargets(version, keys.targets);
  SignSnapshot(version, version, keys.snapshot);
  SignTimestamp(version, version, keys.timestamp);
}

}  // namespace lianxiao::test
