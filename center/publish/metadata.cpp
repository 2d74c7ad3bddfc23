#include "center/publish/metadata.h"

#include "center/county.h"
#include "center/county_files.h"
#include "center/keys/root_chain.h"

namespace lianxiao::center {
namespace {

using formats::TufRole;

// 2,000 shards of 120 bytes each and bundles; a county has some hundreds.
constexpr std::int64_t kMostMetadataBytes = 16 << 20;

std::string FileOf(const std::string& county, TufRole role, std::int64_t version) {
  return MetadataFolder(county) + "/" + std::to_string(version) + "." + std::string(Word(role)) + ".json";
}
std::string TimestampFile(const std::string& county) { return MetadataFolder(county) + "/timestamp.json"; }

Result<formats::TufFileMeta> Describe(storage::Disk& disk, const std::string& path, std::int64_t version) {
  LIANXIAO_ASSIGN(const auto bytes, storage::ReadWhole(disk, path, kMostMetadataBytes));
  return formats::TufFileMeta{version, static_cast<std::int64_t>(bytes.size()), Sha256Hex(bytes)};
}

template <typename Body>
Result<Body> ReadOne(storage::Disk& disk, const std::string& path, const formats::TufRoot& root, TufRole role,
                     Result<formats::Signed<Body>> (*parse)(std::string_view),
                     const formats::TufFileMeta* expected) {
  LIANXIAO_ASSIGN(const auto bytes, storage::ReadWhole(disk, path, kMostMetadataBytes));
  if (expected != nullptr && expected->sha256 && Sha256Hex(bytes) != *expected->sha256) {
    return Fail(ErrorCode::kCorrupt, path + " is not what the signed metadata says");
  }
  auto parsed = parse(bytes);
  if (!parsed) return Fail(parsed.error().While(path));
  const auto keys = root.roles.find(std::string(Word(role)));
  if (keys == root.roles.end())
    return Fail(ErrorCode::kInvalid, "root names no keys for " + std::string(Word(role)));
  if (auto good = CheckSignatures(parsed->canonical, parsed->signatures, root.keys, keys->second); !good) {
    return Fail(good.error().While(path));
  }
  if (expected != nullptr && parsed->body.version != expected->version) {
    return Fail(ErrorCode::kCorrupt, path + " has another version than the signed metadata says");
  }
  return std::move(parsed->body);
}

void AddRole(formats::TufRoot& root, TufRole role, std::span<const SigningKey> keys, std::int64_t threshold) {
  auto& entry = root.roles[std::string(Word(role))];
  entry.threshold = threshold;
  for (const auto& key : keys) {
    const auto tuf_key = formats::TufKey::From(key.verify);
    root.keys[tuf_key.Id()] = tuf_key;
    entry.key_ids.push_back(tuf_key.Id());
  }
}

}  // namespace

Result<std::string> WriteFirstRoot(storage::Disk& disk, const std::string& county,
                                   std::span<const SigningKey> root_keys, const PublishKeys& keys,
                                   WallTime expires) {
  formats::TufRoot root{.version = 1, .expires = expires};
  AddRole(root, TufRole::kRoot, root_keys, kRootThreshold);
  AddRole(root, TufRole::kTargets, std::span(&keys.targets, 1), 1);
  AddRole(root, TufRole::kSnapshot, std::span(&keys.snapshot, 1), 1);
  AddRole(root, TufRole::kTimestamp, std::span(&keys.timestamp, 1), 1);
  auto bytes = formats::SignTufRoot(root, root_keys.first(static_cast<std::size_t>(kRootThreshold)));
  LIANXIAO_TRY(storage::WriteWhole(disk, RootFile(county, 1), bytes));
  return bytes;
}

Status WriteTargets(storage::Disk& disk, const std::string& county, const PublishKeys& keys,
                    const formats::TufTargets& targets) {
  return storage::WriteWhole(disk, FileOf(county, TufRole::kTargets, targets.version),
                             SignTufTargets(targets, std::span(&keys.targets, 1)));
}

Status WriteSnapshot(storage::Disk& disk, const std::string& county, const PublishKeys& keys,
                     const formats::TufSnapshot& snapshot) {
  return storage::WriteWhole(disk, FileOf(county, TufRole::kSnapshot, snapshot.version),
                             SignTufSnapshot(snapshot, std::span(&keys.snapshot, 1)));
}

Status WriteTimestamp(storage::Disk& disk, const std::string& county, const PublishKeys& keys,
                      const formats::TufTimestamp& timestamp) {
  return storage::WriteWhole(disk, TimestampFile(county),
                             SignTufTimestamp(timestamp, std::span(&keys.timestamp, 1)));
}

Result<formats::TufFileMeta> DescribeTargets(storage::Disk& disk, const std::string& county,
                                             std::int64_t version) {
  return Describe(disk, FileOf(county, TufRole::kTargets, version), version);
}

Result<formats::TufFileMeta> DescribeSnapshot(storage::Disk& disk, const std::string& county,
                                              std::int64_t version) {
  return Describe(disk, FileOf(county, TufRole::kSnapshot, version), version);
}

Result<Metadata> ReadMetadata(storage::Disk& disk, const std::string& county) {
  LIANXIAO_ASSIGN(const auto newest, ReadNewestRoot(disk, county));
  const auto& root = newest.root.body;
  Metadata found;
  LIANXIAO_ASSIGN(found.timestamp, ReadOne(disk, TimestampFile(county), root, TufRole::kTimestamp,
                                           formats::ParseTufTimestamp, nullptr));
  const auto& snapshot = found.timestamp.snapshot;
  LIANXIAO_ASSIGN(found.snapshot, ReadOne(disk, FileOf(county, TufRole::kSnapshot, snapshot.version), root,
                                          TufRole::kSnapshot, formats::ParseTufSnapshot, &snapshot));
  const auto targets = found.snapshot.meta.find("targets.json");
  if (targets == found.snapshot.meta.end())
    return Fail(ErrorCode::kInvalid, "the snapshot names no targets.json");
  LIANXIAO_ASSIGN(found.targets,
                  ReadOne(disk, FileOf(county, TufRole::kTargets, targets->second.version), root,
                          TufRole::kTargets, formats::ParseTufTargets, &targets->second));
  return found;
}

}  // namespace lianxiao::center
