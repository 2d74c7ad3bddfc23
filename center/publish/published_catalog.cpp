#include "center/publish/published_catalog.h"

namespace lianxiao::center {
namespace {

constexpr std::int64_t kMaxMetadataBytes = 16 << 20;
constexpr std::int64_t kMaxShardFileBytes = 64 << 20;
constexpr std::string_view kShards = "catalog/";

}  // namespace

Result<formats::TufTimestamp> PublishedCatalog::Timestamp() const {
  LIANXIAO_ASSIGN(const auto bytes,
                  storage::ReadWhole(disk_, repository_ + "/metadata/timestamp.json", kMaxMetadataBytes));
  LIANXIAO_ASSIGN(auto timestamp, formats::ParseTufTimestamp(bytes));
  return std::move(timestamp.body);
}

std::string PublishedCatalog::TitleOf(const std::string& resource) {
  const std::lock_guard lock(mutex_);
  if (!Refresh()) return {};  // Publishing is under way; the next look finds it complete.
  const auto found = titles_.find(resource);
  return found == titles_.end() ? std::string() : found->second;
}

Status PublishedCatalog::Refresh() {
  LIANXIAO_ASSIGN(const auto timestamp, Timestamp());
  if (timestamp.snapshot.version == version_) return {};
  const auto metadata = repository_ + "/metadata/";
  LIANXIAO_ASSIGN(
      const auto snapshot_bytes,
      storage::ReadWhole(disk_, metadata + std::to_string(timestamp.snapshot.version) + ".snapshot.json",
                         kMaxMetadataBytes));
  LIANXIAO_ASSIGN(const auto snapshot, formats::ParseTufSnapshot(snapshot_bytes));
  const auto meta = snapshot.body.meta.find("targets.json");
  if (meta == snapshot.body.meta.end())
    return Fail(ErrorCode::kInvalid, "the snapshot names no targets.json");
  LIANXIAO_ASSIGN(const auto targets_bytes,
                  storage::ReadWhole(disk_, metadata + std::to_string(meta->second.version) + ".targets.json",
                                     kMaxMetadataBytes));
  LIANXIAO_ASSIGN(const auto targets, formats::ParseTufTargets(targets_bytes));

  std::map<std::string, std::string> titles;
  for (const auto& [path, target] : targets.body.targets) {
    if (!path.starts_with(kShards)) continue;
    const auto name = path.substr(kShards.size());
    LIANXIAO_ASSIGN(const auto packed,
                    storage::ReadWhole(disk_, repository_ + "/targets/catalog/" + target.sha256 + "." + name,
                                       kMaxShardFileBytes));
    LIANXIAO_ASSIGN(const auto resources, formats::DecodeShard(packed));
    for (const auto& resource : resources) titles[resource.id] = resource.title;
  }
  titles_ = std::move(titles);
  version_ = timestamp.snapshot.version;
  return {};
}

}  // namespace lianxiao::center
