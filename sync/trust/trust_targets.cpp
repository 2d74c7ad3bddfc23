// TrustedSet's last steps: targets, and the roles they delegate to (specification 5.6).
#include <algorithm>

#include "sync/trust/delegation.h"
#include "sync/trust/trust.h"
#include "sync/trust/trust_rules.h"

namespace lianxiao::sync {
namespace {

constexpr const char* kTargets = "targets";

}  // namespace

// Targets are judged by a snapshot that is the newest and in date.
Status TrustedSet::CheckSnapshotInForce(std::string_view file, WallTime now) const {
  if (!SnapshotIsCurrent()) {
    return Refuse(file, "the snapshot.json that timestamp.json names is not here yet");
  }
  LIANXIAO_TRY(CheckDate("timestamp", timestamp_->body.expires, now));
  return CheckDate("snapshot", snapshot_->body.expires, now);
}

Status TrustedSet::UpdateTargets(std::string_view bytes, WallTime now) {
  LIANXIAO_TRY(CheckSnapshotInForce(kTargets, now));
  LIANXIAO_TRY(CheckSize(kTargets, bytes, kMaxTargetsBytes));
  const auto named = *WantedTargets();  // ParseTufSnapshot sees to it.
  LIANXIAO_TRY(CheckBytes(kTargets, bytes, named, "snapshot"));
  auto offered = formats::ParseTufTargets(bytes);
  if (!offered) return Refuse(kTargets, Refusal::kUnreadable, offered.error().message);
  LIANXIAO_TRY(CheckRole(formats::TufRole::kTargets, offered->canonical, offered->signatures));
  LIANXIAO_TRY(CheckVersion(kTargets, offered->body.version, named, "snapshot"));
  LIANXIAO_TRY(CheckDate(kTargets, offered->body.expires, now));
  targets_ = *std::move(offered);
  files_[kTargets] = std::string(bytes);
  delegated_.clear();
  return {};
}

// --- Delegated roles (5.6.7) ---

Status TrustedSet::CheckDelegated(const std::string& role, const std::string& delegator,
                                  std::string_view bytes, const formats::Signed<formats::TufTargets>& offered,
                                  WallTime now) const {
  LIANXIAO_TRY(CheckSnapshotInForce(role, now));
  const auto* by = InUse(delegator);
  const auto keys = by != nullptr && by->delegations ? KeysFor(*by->delegations, role) : std::nullopt;
  if (!keys) return Refuse(role, Refusal::kMismatch, delegator + ".json does not delegate to it");
  const auto named = WantedTargets(role);
  if (!named) return Refuse(role, Refusal::kMismatch, "snapshot.json does not name it");
  LIANXIAO_TRY(CheckBytes(role, bytes, *named, "snapshot"));
  const auto good =
      formats::CheckSignatures(offered.canonical, offered.signatures, by->delegations->keys, *keys);
  if (!good) return Refuse(role, Refusal::kSignature, good.error().message);
  LIANXIAO_TRY(CheckVersion(role, offered.body.version, *named, "snapshot"));
  return CheckDate(role, offered.body.expires, now);
}

Status TrustedSet::UpdateDelegated(const std::string& role, const std::string& delegator,
                                   std::string_view bytes, WallTime now) {
  LIANXIAO_TRY(CheckSize(role, bytes, kMaxTargetsBytes));
  auto offered = formats::ParseTufTargets(bytes);
  if (!offered) return Refuse(role, Refusal::kUnreadable, offered.error().message);
  LIANXIAO_TRY(CheckDelegated(role, delegator, bytes, *offered, now));
  delegated_[role] = *std::move(offered);
  files_[role] = std::string(bytes);
  return {};
}

Status TrustedSet::UseKept(const std::string& role, const std::string& delegator, WallTime now) {
  const auto kept = files_.find(role);
  if (kept == files_.end()) return Fail(ErrorCode::kNotFound, "nothing is kept of " + role);
  if (const auto known = delegated_.find(role); known != delegated_.end()) {
    auto good = CheckDelegated(role, delegator, kept->second, known->second, now);
    if (!good) delegated_.erase(known);
    return good;
  }
  const auto bytes = kept->second;
  return UpdateDelegated(role, delegator, bytes, now);
}

void TrustedSet::KeepOnly(const std::vector<std::string>& roles) {
  const auto stays = [&](const std::string& file) {
    return file == "root" || file == "timestamp" || file == "snapshot" || file == kTargets ||
           std::find(roles.begin(), roles.end(), file) != roles.end();
  };
  std::erase_if(files_, [&](const auto& file) { return !stays(file.first); });
  std::erase_if(delegated_, [&](const auto& role) { return !stays(role.first); });
}

// --- Questions ---

std::optional<formats::TufFileMeta> TrustedSet::WantedTargets(const std::string& role) const {
  if (!snapshot_) return std::nullopt;
  const auto found = snapshot_->body.meta.find(role + ".json");
  return found == snapshot_->body.meta.end() ? std::nullopt : std::optional(found->second);
}

bool TrustedSet::TargetsAreCurrent() const {
  const auto named = WantedTargets();
  return named && targets_ && Names(*named, targets_->body.version, kTargets);
}

const formats::TufTargets* TrustedSet::targets() const { return targets_ ? &targets_->body : nullptr; }

const formats::TufTargets* TrustedSet::InUse(const std::string& role) const {
  if (role == kTargets) return targets();
  const auto found = delegated_.find(role);
  return found == delegated_.end() ? nullptr : &found->second.body;
}

}  // namespace lianxiao::sync
