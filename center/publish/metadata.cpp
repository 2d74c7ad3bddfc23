#include "center/publish/metadata.h"

#include <algorithm>
#include <charconv>

#include "center/county.h"
#include "center/county_files.h"
#include "center/keys/root_chain.h"
#include "storage/formats/tuf_names.h"

namespace lianxiao::center {
namespace {

using formats::TufRole;

template <typename Body>
Result<Body> ReadOne(storage::Disk& disk, const std::string& path, const formats::TufRoot& root, TufRole role,
                     Result<formats::Signed<Body>> (*parse)(std::string_view),
                     const formats::TufFileMeta* expected, std::string* whole = nullptr) {
  LIANXIAO_ASSIGN(const auto bytes, storage::ReadWhole(disk, path, kMostListBytes));
  if (whole != nullptr) *whole = bytes;
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

std::string MetadataFile(const std::string& county, TufRole role, std::int64_t version) {
  const auto name = std::string(Word(role)) + ".json";
  if (role == TufRole::kTimestamp) return MetadataFolder(county) + "/" + name;
  return MetadataFolder(county) + "/" + std::to_string(version) + "." + name;
}

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

Status WriteMetadata(storage::Disk& disk, const std::string& county, TufRole role, std::int64_t version,
                     std::string_view bytes) {
  return storage::WriteWhole(disk, MetadataFile(county, role, version), bytes);
}

formats::TufFileMeta DescribeBytes(std::string_view bytes, std::int64_t version) {
  return {.version = version, .length = static_cast<std::int64_t>(bytes.size()), .sha256 = Sha256Hex(bytes)};
}

Result<formats::TufTimestamp> ReadTimestamp(storage::Disk& disk, const std::string& county,
                                            const formats::TufRoot& root, std::string* bytes) {
  return ReadOne(disk, MetadataFile(county, TufRole::kTimestamp, 0), root, TufRole::kTimestamp,
                 formats::ParseTufTimestamp, nullptr, bytes);
}

std::optional<NumberedList> NumberedListIn(std::string_view file_name) {
  NumberedList list;
  const auto* end = file_name.data() + file_name.size();
  const auto [rest, wrong] = std::from_chars(file_name.data(), end, list.version);
  const std::string_view after(rest, static_cast<std::size_t>(end - rest));
  constexpr std::string_view kEnding = ".json";
  if (wrong != std::errc{} || !after.starts_with('.') || !after.ends_with(kEnding)) return std::nullopt;
  if (after.size() <= kEnding.size()) return std::nullopt;
  list.role = after.substr(1, after.size() - 1 - kEnding.size());
  if (file_name != formats::MetadataName(list.role, list.version, true)) return std::nullopt;
  return list;
}

Result<std::map<std::string, std::vector<std::int64_t>>> NumberedLists(storage::Disk& disk,
                                                                       const std::string& county) {
  std::map<std::string, std::vector<std::int64_t>> versions;
  const auto folder = MetadataFolder(county);
  LIANXIAO_ASSIGN(const bool there, disk.Exists(folder));
  if (!there) return versions;
  LIANXIAO_ASSIGN(const auto entries, disk.List(folder));
  for (const auto& entry : entries) {
    if (const auto list = NumberedListIn(entry.name)) versions[list->role].push_back(list->version);
  }
  for (auto& [role, numbers] : versions) std::ranges::sort(numbers, std::greater());
  return versions;
}

std::string ListFile(const std::string& county, std::string_view role, std::int64_t version) {
  return MetadataFolder(county) + "/" + formats::MetadataName(role, version, true);
}

Result<std::string> ReadList(storage::Disk& disk, const std::string& county, std::string_view role,
                             std::int64_t version) {
  return storage::ReadWhole(disk, ListFile(county, role, version), kMostListBytes);
}

Result<Metadata> ReadMetadata(storage::Disk& disk, const std::string& county) {
  LIANXIAO_ASSIGN(const auto newest, ReadNewestRoot(disk, county));
  return ReadMetadata(disk, county, newest.root.body);
}

Result<Metadata> ReadMetadata(storage::Disk& disk, const std::string& county, const formats::TufRoot& root) {
  Metadata found;
  LIANXIAO_ASSIGN(found.timestamp, ReadTimestamp(disk, county, root));
  const auto& snapshot = found.timestamp.snapshot;
  LIANXIAO_ASSIGN(found.snapshot, ReadOne(disk, MetadataFile(county, TufRole::kSnapshot, snapshot.version),
                                          root, TufRole::kSnapshot, formats::ParseTufSnapshot, &snapshot));
  const auto targets = found.snapshot.meta.find("targets.json");
  if (targets == found.snapshot.meta.end())
    return Fail(ErrorCode::kInvalid, "the snapshot names no targets.json");
  LIANXIAO_ASSIGN(found.targets,
                  ReadOne(disk, MetadataFile(county, TufRole::kTargets, targets->second.version), root,
                          TufRole::kTargets, formats::ParseTufTargets, &targets->second));
  return found;
}

}  // namespace lianxiao::center
