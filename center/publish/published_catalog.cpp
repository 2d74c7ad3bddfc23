#include "center/publish/published_catalog.h"

#include "center/publish/metadata.h"
#include "storage/formats/tuf_names.h"

namespace lianxiao::center {
namespace {

constexpr std::string_view kShards = "catalog/";

}  // namespace

Result<formats::TufTimestamp> PublishedCatalog::Timestamp() const {
  LIANXIAO_ASSIGN(const auto bytes,
                  storage::ReadWhole(disk_, repository_ + "/metadata/timestamp.json", kMostListBytes));
  LIANXIAO_ASSIGN(auto timestamp, formats::ParseTufTimestamp(bytes));
  return std::move(timestamp.body);
}

std::string PublishedCatalog::TitleOf(const std::string& resource) {
  const std::lock_guard lock(mutex_);
  if (!Refresh()) return {};  // Publishing is under way; the next look finds it complete.
  const auto found = titles_.find(resource);
  return found == titles_.end() ? std::string() : found->second;
}

Status PublishedCatalog::Each(const std::function<void(const formats::Resource&)>& take) const {
  LIANXIAO_ASSIGN(const auto timestamp, Timestamp());
  LIANXIAO_ASSIGN(const auto snapshot, Snapshot(timestamp));
  return EachOf(snapshot, take);
}

Status PublishedCatalog::Refresh() {
  LIANXIAO_ASSIGN(const auto timestamp, Timestamp());
  if (timestamp.snapshot.version == version_) return {};
  LIANXIAO_ASSIGN(const auto snapshot, Snapshot(timestamp));
  std::map<std::string, std::string> titles;
  LIANXIAO_TRY(
      EachOf(snapshot, [&](const formats::Resource& resource) { titles[resource.id] = resource.title; }));
  titles_ = std::move(titles);
  version_ = timestamp.snapshot.version;
  return {};
}

Result<formats::TufSnapshot> PublishedCatalog::Snapshot(const formats::TufTimestamp& timestamp) const {
  LIANXIAO_ASSIGN(const auto bytes, Metadata("snapshot", timestamp.snapshot.version));
  LIANXIAO_ASSIGN(auto snapshot, formats::ParseTufSnapshot(bytes));
  return std::move(snapshot.body);
}

Status PublishedCatalog::EachOf(const formats::TufSnapshot& snapshot,
                                const std::function<void(const formats::Resource&)>& take) const {
  LIANXIAO_ASSIGN(const auto county, Lists(snapshot, "targets"));
  LIANXIAO_TRY(EachIn(county, take));
  if (!county.delegations) return {};
  for (const auto& library : county.delegations->roles) {
    LIANXIAO_ASSIGN(const auto lists, Lists(snapshot, library.name));
    LIANXIAO_TRY(EachIn(lists, take));
  }
  return {};
}

Result<std::string> PublishedCatalog::Metadata(const std::string& role, std::int64_t version) const {
  return storage::ReadWhole(disk_, repository_ + "/metadata/" + formats::MetadataName(role, version, true),
                            kMostListBytes);
}

Result<formats::TufTargets> PublishedCatalog::Lists(const formats::TufSnapshot& snapshot,
                                                    const std::string& role) const {
  const auto meta = snapshot.meta.find(role + ".json");
  if (meta == snapshot.meta.end()) {
    return Fail(ErrorCode::kInvalid, "the snapshot names no " + role + ".json");
  }
  LIANXIAO_ASSIGN(const auto bytes, Metadata(role, meta->second.version));
  LIANXIAO_ASSIGN(auto lists, formats::ParseTufTargets(bytes));
  return std::move(lists.body);
}

Status PublishedCatalog::EachIn(const formats::TufTargets& lists,
                                const std::function<void(const formats::Resource&)>& take) const {
  for (const auto& [path, target] : lists.targets) {
    if (!path.starts_with(kShards)) continue;
    const auto name = path.substr(kShards.size());
    LIANXIAO_ASSIGN(const auto packed,
                    storage::ReadWhole(disk_, repository_ + "/targets/catalog/" + target.sha256 + "." + name,
                                       kMostTargetBytes));
    LIANXIAO_ASSIGN(const auto resources, formats::DecodeShard(packed));
    for (const auto& resource : resources) take(resource);
  }
  return {};
}

}  // namespace lianxiao::center
