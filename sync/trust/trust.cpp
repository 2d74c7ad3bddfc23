#include "sync/trust/trust.h"

#include <set>

#include "sync/trust/trust_rules.h"

namespace lianxiao::sync {
namespace {

using formats::TufFileMeta;
using formats::TufRole;

constexpr const char* kRoot = "root";
constexpr const char* kTimestamp = "timestamp";
constexpr const char* kSnapshot = "snapshot";
constexpr const char* kTargets = "targets";

// The public keys that may sign for `role`.
std::set<std::string> KeysOf(const formats::TufRoot& root, TufRole role) {
  std::set<std::string> keys;
  for (const auto& id : root.roles.at(std::string(Word(role))).key_ids) {
    if (const auto key = root.keys.find(id); key != root.keys.end()) keys.insert(key->second.Value());
  }
  return keys;
}

Status CheckBy(const formats::TufRoot& root, TufRole role, std::string_view canonical,
               const std::vector<formats::TufSignature>& signatures) {
  return formats::CheckSignatures(canonical, signatures, root.keys, root.roles.at(std::string(Word(role))));
}

}  // namespace

Result<TrustedSet> TrustedSet::Load(const std::map<std::string, std::string>& files) {
  const auto bytes = [&](const char* name) {
    const auto found = files.find(name);
    return found == files.end() ? std::string() : found->second;
  };
  if (!files.contains(kRoot)) return Refuse(kRoot, "there is none; enrol this box again");
  auto root = formats::ParseTufRoot(bytes(kRoot));
  if (!root) return Refuse(kRoot, Refusal::kUnreadable, root.error().message);
  if (auto good = CheckBy(root->body, TufRole::kRoot, root->canonical, root->signatures); !good) {
    return Refuse(kRoot, Refusal::kSignature, good.error().message);
  }
  TrustedSet set;
  set.root_ = *std::move(root);
  set.files_[kRoot] = bytes(kRoot);

  const auto keep = [&](TufRole role, const char* name, auto parsed, auto& kept) {
    if (!parsed || !set.CheckRole(role, parsed->canonical, parsed->signatures)) return;
    kept = *std::move(parsed);
    set.files_[name] = bytes(name);
  };
  keep(TufRole::kTimestamp, kTimestamp, formats::ParseTufTimestamp(bytes(kTimestamp)), set.timestamp_);
  keep(TufRole::kSnapshot, kSnapshot, formats::ParseTufSnapshot(bytes(kSnapshot)), set.snapshot_);
  keep(TufRole::kTargets, kTargets, formats::ParseTufTargets(bytes(kTargets)), set.targets_);
  for (const auto& [name, kept] : files) {
    if (name != kTimestamp && name != kSnapshot && name != kTargets) set.files_[name] = kept;
  }
  return set;
}

Status TrustedSet::CheckRole(TufRole role, std::string_view canonical,
                             const std::vector<formats::TufSignature>& signatures) const {
  if (auto good = CheckBy(root_.body, role, canonical, signatures); !good) {
    return Refuse(Word(role), Refusal::kSignature, good.error().message);
  }
  return {};
}

// --- Root (specification 5.3) ---

Status TrustedSet::UpdateRoot(std::string_view bytes) {
  if (rotations_ >= kMaxRootRotations) {
    return Refuse(kRoot, "more than " + std::to_string(kMaxRootRotations) + " new versions at once");
  }
  LIANXIAO_TRY(CheckSize(kRoot, bytes, kMaxRootBytes));
  auto next = formats::ParseTufRoot(bytes);
  if (!next) return Refuse(kRoot, Refusal::kUnreadable, next.error().message);
  if (auto good = CheckBy(root_.body, TufRole::kRoot, next->canonical, next->signatures); !good) {
    return Refuse(kRoot, Refusal::kSignature, good.error().message + " by the keys trusted so far");
  }
  if (auto good = CheckBy(next->body, TufRole::kRoot, next->canonical, next->signatures); !good) {
    return Refuse(kRoot, Refusal::kSignature, good.error().message + " by its own keys");
  }
  if (next->body.version != root_version() + 1) {
    return Refuse(kRoot, Refusal::kMismatch,
                  "version " + std::to_string(next->body.version) + " where version " +
                      std::to_string(root_version() + 1) + " has to come");
  }
  const auto before = std::exchange(root_, *std::move(next));
  files_[kRoot] = std::string(bytes);
  ++rotations_;
  ForgetWhatDoesNotHold(before.body);
  return {};
}

void TrustedSet::ForgetWhatDoesNotHold(const formats::TufRoot& before) {
  const auto forget = [&](const char* name, auto& file) {
    file.reset();
    files_.erase(name);
  };
  const auto holds = [&](TufRole role, const auto& file) {
    return !file || CheckRole(role, file->canonical, file->signatures);
  };
  const auto rotated = [&](TufRole role) { return KeysOf(before, role) != KeysOf(root_.body, role); };
  const bool fresh_start = rotated(TufRole::kTimestamp) || rotated(TufRole::kSnapshot);
  if (fresh_start || !holds(TufRole::kTimestamp, timestamp_)) forget(kTimestamp, timestamp_);
  if (fresh_start || !holds(TufRole::kSnapshot, snapshot_)) forget(kSnapshot, snapshot_);
  if (!holds(TufRole::kTargets, targets_)) forget(kTargets, targets_);
  delegated_.clear();
}

Status TrustedSet::FinishRoot(WallTime now) {
  rotations_ = 0;
  return CheckDate(kRoot, root_.body.expires, now);
}

// --- Timestamp (5.4) ---

Status TrustedSet::UpdateTimestamp(std::string_view bytes, WallTime now) {
  LIANXIAO_TRY(CheckSize(kTimestamp, bytes, kMaxTimestampBytes));
  auto offered = formats::ParseTufTimestamp(bytes);
  if (!offered) return Refuse(kTimestamp, Refusal::kUnreadable, offered.error().message);
  LIANXIAO_TRY(CheckRole(TufRole::kTimestamp, offered->canonical, offered->signatures));
  LIANXIAO_TRY(CheckTimestampRollback(offered->body));
  const bool newer = !timestamp_ || offered->body.version > timestamp_->body.version;
  const auto& in_force = newer ? offered->body : timestamp_->body;
  LIANXIAO_TRY(CheckDate(kTimestamp, in_force.expires, now));
  if (!newer) return {};
  timestamp_ = *std::move(offered);
  files_[kTimestamp] = std::string(bytes);
  return {};
}

Status TrustedSet::CheckTimestampRollback(const formats::TufTimestamp& offered) const {
  if (timestamp_) {
    if (offered.version < timestamp_->body.version) {
      return Refuse(kTimestamp, Refusal::kRollback, Older(offered.version, timestamp_->body.version));
    }
    if (offered.snapshot.version < timestamp_->body.snapshot.version) {
      return Refuse(
          kTimestamp, Refusal::kRollback,
          "names a snapshot whose " + Older(offered.snapshot.version, timestamp_->body.snapshot.version));
    }
  }
  if (snapshot_ && offered.snapshot.version < snapshot_->body.version) {
    return Refuse(kTimestamp, Refusal::kRollback,
                  "names a snapshot whose " + Older(offered.snapshot.version, snapshot_->body.version));
  }
  return {};
}

// --- Snapshot (5.5) ---

Status TrustedSet::UpdateSnapshot(std::string_view bytes, WallTime now) {
  if (!timestamp_) return Refuse(kSnapshot, "no trusted timestamp.json names it yet");
  LIANXIAO_TRY(CheckDate(kTimestamp, timestamp_->body.expires, now));
  LIANXIAO_TRY(CheckSize(kSnapshot, bytes, kMaxSnapshotBytes));
  const auto& named = timestamp_->body.snapshot;
  LIANXIAO_TRY(CheckBytes(kSnapshot, bytes, named, kTimestamp));
  auto offered = formats::ParseTufSnapshot(bytes);
  if (!offered) return Refuse(kSnapshot, Refusal::kUnreadable, offered.error().message);
  LIANXIAO_TRY(CheckRole(TufRole::kSnapshot, offered->canonical, offered->signatures));
  LIANXIAO_TRY(CheckVersion(kSnapshot, offered->body.version, named, kTimestamp));
  if (snapshot_) LIANXIAO_TRY(CheckStillNamed(offered->body, snapshot_->body));
  LIANXIAO_TRY(CheckDate(kSnapshot, offered->body.expires, now));
  snapshot_ = *std::move(offered);
  files_[kSnapshot] = std::string(bytes);
  delegated_.clear();
  return {};
}

Status TrustedSet::CheckDates(WallTime now) const {
  LIANXIAO_TRY(CheckDate(kRoot, root_.body.expires, now));
  if (timestamp_) LIANXIAO_TRY(CheckDate(kTimestamp, timestamp_->body.expires, now));
  if (snapshot_) LIANXIAO_TRY(CheckDate(kSnapshot, snapshot_->body.expires, now));
  if (targets_) LIANXIAO_TRY(CheckDate(kTargets, targets_->body.expires, now));
  return {};
}

// --- Questions ---

bool TrustedSet::Names(const TufFileMeta& meta, std::int64_t version, const char* file) const {
  if (meta.version != version) return false;
  const auto found = files_.find(file);
  return found != files_.end() && CheckBytes(file, found->second, meta, "").has_value();
}

std::int64_t TrustedSet::root_version() const { return root_.body.version; }
bool TrustedSet::consistent_snapshot() const { return root_.body.consistent_snapshot; }

std::optional<TufFileMeta> TrustedSet::WantedSnapshot() const {
  if (!timestamp_) return std::nullopt;
  return timestamp_->body.snapshot;
}

bool TrustedSet::SnapshotIsCurrent() const {
  return timestamp_ && snapshot_ && Names(timestamp_->body.snapshot, snapshot_->body.version, kSnapshot);
}

std::int64_t TrustedSet::snapshot_version() const { return snapshot_ ? snapshot_->body.version : 0; }

std::optional<WallTime> TrustedSet::timestamp_expires() const {
  if (!timestamp_) return std::nullopt;
  return timestamp_->body.expires;
}

}  // namespace lianxiao::sync
