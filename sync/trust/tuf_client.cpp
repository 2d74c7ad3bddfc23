#include "sync/trust/tuf_client.h"

#include <algorithm>

#include "storage/formats/tuf_names.h"
#include "storage/formats/utf8.h"
#include "sync/line/small_file.h"
#include "sync/trust/target_search.h"

namespace lianxiao::sync {
namespace {

std::string WithSlash(std::string url) { return url.ends_with('/') ? url : url + "/"; }

}  // namespace

TufClient::TufClient(Line& line, storage::MetadataFolder& kept, std::string metadata_url, WallTime now)
    : line_(line), kept_(kept), url_(WithSlash(std::move(metadata_url))), now_(now) {}

Status TufClient::Init(storage::MetadataFolder& kept, const std::string& root_json) {
  LIANXIAO_ASSIGN(const auto trusted, TrustedSet::Load({{"root", root_json}}));
  return kept.Save("root", trusted.files().at("root"));
}

Status TufClient::Open() {
  LIANXIAO_ASSIGN(on_disk_, kept_.Load());
  if (!on_disk_.contains("root"))
    return Fail(ErrorCode::kNotFound, "the metadata folder has no root.json yet");
  LIANXIAO_ASSIGN(trusted_, TrustedSet::Load(on_disk_));
  return {};
}

Status TufClient::Refresh() {
  LIANXIAO_TRY(Open());
  LIANXIAO_TRY(FollowRoots());
  LIANXIAO_TRY(UpdateTimestamp());
  LIANXIAO_TRY(UpdateSnapshot());
  LIANXIAO_TRY(UpdateTargets());
  return trusted_->CheckDates(now_);
}

Status TufClient::FollowRoots() {
  for (int i = 0; i < kMaxRootRotations; ++i) {
    const auto root = Fetch(std::to_string(trusted_->root_version() + 1) + ".root.json", kMaxRootBytes);
    if (!root && root.error().code == ErrorCode::kNotFound) break;
    if (!root) return Fail(root.error());
    LIANXIAO_TRY(trusted_->UpdateRoot(*root));
    LIANXIAO_TRY(Keep());  // Also when it has expired: the next one is signed with its keys.
  }
  return trusted_->FinishRoot(now_);
}

Status TufClient::UpdateTimestamp() {
  LIANXIAO_ASSIGN(const auto bytes, Fetch("timestamp.json", kMaxTimestampBytes));
  LIANXIAO_TRY(trusted_->UpdateTimestamp(bytes, now_));
  return Keep();
}

Status TufClient::UpdateSnapshot() {
  if (trusted_->SnapshotIsCurrent()) return {};
  LIANXIAO_ASSIGN(const auto bytes, Fetch("snapshot", *trusted_->WantedSnapshot(), kMaxSnapshotBytes));
  LIANXIAO_TRY(trusted_->UpdateSnapshot(bytes, now_));
  return Keep();
}

Status TufClient::UpdateTargets() {
  if (trusted_->TargetsAreCurrent()) return {};
  LIANXIAO_ASSIGN(const auto bytes, Fetch("targets", *trusted_->WantedTargets(), kMaxTargetsBytes));
  LIANXIAO_TRY(trusted_->UpdateTargets(bytes, now_));
  return Keep();
}

// Brings a delegated role into use: from what is kept, else from the repository.
Status TufClient::Use(const std::string& role, const std::string& delegator) {
  if (trusted_->UseKept(role, delegator, now_)) return {};
  const auto wanted = trusted_->WantedTargets(role);
  if (!wanted) {
    return Fail(ErrorCode::kUntrusted,
                formats::Presentable(role, 80) + ".json: snapshot.json does not name it");
  }
  LIANXIAO_ASSIGN(const auto bytes, Fetch(role, *wanted, kMaxTargetsBytes));
  LIANXIAO_TRY(trusted_->UpdateDelegated(role, delegator, bytes, now_));
  return Keep();
}

Result<formats::TufTarget> TufClient::Find(const std::string& path) {
  const auto shown = formats::Presentable(path, 200);
  TargetSearch search(path);
  while (const auto step = search.Next()) {
    if (!step->delegator.empty()) {
      if (auto used = Use(step->role, step->delegator); !used) {
        return Fail(used.error().While("looking for " + shown));
      }
    }
    search.Look(*trusted_->InUse(step->role));
  }
  if (search.found()) return *search.found();
  if (search.gave_up()) {
    return Fail(ErrorCode::kNotFound, "tuf.no_target: " + shown + " is not in the first " +
                                          std::to_string(kMaxVisitedRoles) + " roles that may speak for it");
  }
  return Fail(ErrorCode::kNotFound, "tuf.no_target: no role that may speak for it lists " + shown);
}

Status TufClient::Keep() {
  const auto& now = trusted_->files();
  for (const auto& [role, bytes] : now) {
    const auto known = on_disk_.find(role);
    if (known == on_disk_.end() || known->second != bytes) LIANXIAO_TRY(kept_.Save(role, bytes));
  }
  for (const auto& [role, bytes] : on_disk_) {
    if (!now.contains(role)) LIANXIAO_TRY(kept_.Remove(role));
  }
  on_disk_ = now;
  return {};
}

Result<std::string> TufClient::Fetch(const std::string& name, std::int64_t most) {
  return FetchSmallFile(line_, url_ + name, most);
}

Result<std::string> TufClient::Fetch(const std::string& role, const formats::TufFileMeta& wanted,
                                     std::int64_t most) {
  return Fetch(formats::MetadataName(role, wanted.version, trusted_->consistent_snapshot()),
               std::min(wanted.length.value_or(most), most));
}

}  // namespace lianxiao::sync
