#include "tests/support/false_disk.h"

#include <algorithm>

namespace lianxiao::test {

using storage::File;
using storage::FolderEntry;
using storage::FolderOf;
using storage::OpenMode;

class FalseFile final : public File {
 public:
  FalseFile(FalseDisk& disk, std::string path, std::shared_ptr<FalseNode> node, std::int64_t start)
      : disk_(disk), path_(std::move(path)), node_(std::move(node)), start_(start) {}

  Status WriteAt(std::int64_t offset, std::string_view bytes) override {
    const std::lock_guard lock(disk_.mutex_);
    LIANXIAO_TRY(Alive());
    const auto end = offset + static_cast<std::int64_t>(bytes.size());
    const auto growth = std::max<std::int64_t>(0, end - static_cast<std::int64_t>(node_->Seen().size()));
    if (growth > 0 && disk_.Used() + growth > disk_.capacity_) {
      return Fail(ErrorCode::kNoSpace, "write " + path_ + ": false disk full");
    }
    const auto power = disk_.Tick();
    if (power != FalseDisk::Power::kOff) node_->Write(offset, bytes);
    return power == FalseDisk::Power::kOn ? Status() : disk_.PowerIsOff();
  }

  Result<std::string> ReadAt(std::int64_t offset, std::int64_t size) const override {
    const std::lock_guard lock(disk_.mutex_);
    LIANXIAO_TRY(Alive());
    const auto& seen = node_->Seen();
    if (offset >= static_cast<std::int64_t>(seen.size())) return std::string();
    return seen.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
  }

  Result<std::int64_t> Size() const override {
    const std::lock_guard lock(disk_.mutex_);
    LIANXIAO_TRY(Alive());
    return static_cast<std::int64_t>(node_->Seen().size());
  }

  Status Truncate(std::int64_t size) override {
    const std::lock_guard lock(disk_.mutex_);
    LIANXIAO_TRY(Alive());
    const auto power = disk_.Tick();
    if (power != FalseDisk::Power::kOff) node_->Truncate(size);
    return power == FalseDisk::Power::kOn ? Status() : disk_.PowerIsOff();
  }

  Status Sync() override {
    const std::lock_guard lock(disk_.mutex_);
    LIANXIAO_TRY(Alive());
    if (disk_.Tick() != FalseDisk::Power::kOn) return disk_.PowerIsOff();
    if (disk_.failing_syncs_ && path_.find(*disk_.failing_syncs_) != std::string::npos) {
      node_->FailSync();
      return Fail(ErrorCode::kInternal, "sync " + path_ + ": false disk fails");
    }
    if (!disk_.LiesAbout(path_)) node_->Sync();
    return {};
  }

 private:
  Status Alive() const {
    if (!disk_.power_ || start_ != disk_.starts_) return disk_.PowerIsOff();
    return {};
  }

  FalseDisk& disk_;
  const std::string path_;
  const std::shared_ptr<FalseNode> node_;
  const std::int64_t start_;
};

void FalseDisk::CutPowerAt(std::int64_t changes_from_now) {
  const std::lock_guard lock(mutex_);
  cut_at_ = changes_ + changes_from_now;
}

void FalseDisk::CutPowerNow() {
  const std::lock_guard lock(mutex_);
  power_ = false;
}

bool FalseDisk::HasPower() const {
  const std::lock_guard lock(mutex_);
  return power_;
}

std::int64_t FalseDisk::Changes() const {
  const std::lock_guard lock(mutex_);
  return changes_;
}

void FalseDisk::SetCapacity(std::int64_t bytes) {
  const std::lock_guard lock(mutex_);
  capacity_ = bytes;
}

void FalseDisk::FailSyncsOf(std::optional<std::string> path_part) {
  const std::lock_guard lock(mutex_);
  failing_syncs_ = std::move(path_part);
}

FalseDisk::Power FalseDisk::Tick() {
  if (!power_) return Power::kOff;
  ++changes_;
  if (!cut_at_ || changes_ < *cut_at_) return Power::kOn;
  power_ = false;
  return Power::kGoing;
}

Status FalseDisk::PowerIsOff() const { return Fail(ErrorCode::kInternal, "the power is off"); }

std::int64_t FalseDisk::Used() const {
  std::int64_t used = 0;
  for (const auto& [path, node] : seen_) used += static_cast<std::int64_t>(node->Seen().size());
  return used;
}

void FalseDisk::ApplyName(const NameChange& change, Names& names) {
  if (change.node) {
    names[change.path] = change.node;
  } else {
    names.erase(change.path);
  }
}

void FalseDisk::SyncNames(const std::string& folder) {
  // The old name of a rename cannot be gone for good without the new one being there for good.
  std::set<std::int64_t> renames;
  for (const auto& change : unsynced_) {
    if (!change.node && change.rename != 0 && FolderOf(change.path) == folder) renames.insert(change.rename);
  }
  std::vector<NameChange> rest;
  for (auto& change : unsynced_) {
    const bool new_name = change.node && renames.contains(change.rename);
    if (FolderOf(change.path) == folder || new_name) {
      ApplyName(change, durable_);
    } else {
      rest.push_back(std::move(change));
    }
  }
  unsynced_ = std::move(rest);
}

void FalseDisk::CutNames(Dice& dice) {
  const auto survival = RollSurvival(dice);
  const auto prefix = dice.Below(unsynced_.size() + 1);
  std::set<std::int64_t> lost_renames;
  for (std::size_t i = 0; i < unsynced_.size(); ++i) {
    const auto& change = unsynced_[i];
    bool survives = survival == Survival::kEverything || (survival == Survival::kPrefix && i < prefix) ||
                    (survival == Survival::kAnySubset && dice.Coin());
    if (change.node && change.rename != 0 && !survives) lost_renames.insert(change.rename);
    if (!change.node && lost_renames.contains(change.rename)) survives = false;
    if (survives) ApplyName(change, durable_);
  }
  unsynced_.clear();
}

void FalseDisk::PowerOn(std::uint64_t seed) {
  const std::lock_guard lock(mutex_);
  Dice dice(seed);
  CutNames(dice);
  std::set<FalseNode*> done;  // A file with two names is cut once.
  for (const auto& [path, node] : durable_) {
    if (done.insert(node.get()).second) node->CutPower(dice);
  }
  seen_ = durable_;
  cut_at_.reset();
  power_ = true;
  ++starts_;
}

Result<std::unique_ptr<File>> FalseDisk::Open(const std::string& path, OpenMode mode) {
  const std::lock_guard lock(mutex_);
  if (!power_) return Fail(PowerIsOff().error());
  auto found = seen_.find(path);
  if (found == seen_.end()) {
    if (mode == OpenMode::kRead || !folders_.contains(FolderOf(path))) {
      return Fail(ErrorCode::kNotFound, "open " + path + ": no such file or folder");
    }
    const auto power = Tick();
    const NameChange made{path, std::make_shared<FalseNode>(), 0};
    found = seen_.insert_or_assign(path, made.node).first;
    unsynced_.push_back(made);
    if (power != Power::kOn) return Fail(PowerIsOff().error());
  }
  return std::make_unique<FalseFile>(*this, path, found->second, starts_);
}

Status FalseDisk::Rename(const std::string& from, const std::string& to) {
  const std::lock_guard lock(mutex_);
  const auto power = Tick();
  if (power == Power::kOff) return PowerIsOff();
  const auto found = seen_.find(from);
  if (found == seen_.end() || !folders_.contains(FolderOf(to))) {
    return Fail(ErrorCode::kNotFound, "rename " + from + " to " + to + ": no such file or folder");
  }
  ++renames_;
  const NameChange new_name{to, found->second, renames_};
  const NameChange old_name{from, nullptr, renames_};
  for (const auto& change : {new_name, old_name}) {
    if (from == to) break;
    ApplyName(change, seen_);
    unsynced_.push_back(change);
  }
  return power == Power::kOn ? Status() : PowerIsOff();
}

Status FalseDisk::Remove(const std::string& path) {
  const std::lock_guard lock(mutex_);
  const auto power = Tick();
  if (power == Power::kOff) return PowerIsOff();
  if (seen_.erase(path) > 0) unsynced_.push_back({path, nullptr, 0});
  return power == Power::kOn ? Status() : PowerIsOff();
}

Status FalseDisk::MakeFolders(const std::string& path) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> missing;
  for (auto folder = path; !folders_.contains(folder); folder = FolderOf(folder)) missing.push_back(folder);
  while (!missing.empty()) {
    if (seen_.contains(missing.back())) return Fail(ErrorCode::kInternal, "make folder " + path + ": a file");
    if (Tick() != Power::kOn) return PowerIsOff();
    folders_.insert(missing.back());
    missing.pop_back();
  }
  return {};
}

Status FalseDisk::SyncFolder(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (Tick() != Power::kOn) return PowerIsOff();
  if (!folders_.contains(path)) return Fail(ErrorCode::kNotFound, "sync folder " + path + ": not there");
  if (!LiesAbout(path)) SyncNames(path);
  return {};
}

Result<std::vector<FolderEntry>> FalseDisk::List(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (!power_) return Fail(PowerIsOff().error());
  if (!folders_.contains(path)) return Fail(ErrorCode::kNotFound, "list " + path + ": not there");
  std::vector<FolderEntry> entries;
  const auto add = [&](const std::string& full, bool is_folder) {
    if (full != path && FolderOf(full) == path)
      entries.push_back({full.substr(full.rfind('/') + 1), is_folder});
  };
  for (const auto& [full, node] : seen_) add(full, false);
  for (const auto& full : folders_) add(full, true);
  std::sort(entries.begin(), entries.end(),
            [](const FolderEntry& a, const FolderEntry& b) { return a.name < b.name; });
  return entries;
}

Result<bool> FalseDisk::Exists(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (!power_) return Fail(PowerIsOff().error());
  return seen_.contains(path) || folders_.contains(path);
}

Result<std::int64_t> FalseDisk::FreeBytes(const std::string&) {
  const std::lock_guard lock(mutex_);
  if (!power_) return Fail(PowerIsOff().error());
  return std::max<std::int64_t>(0, capacity_ - Used());
}

}  // namespace lianxiao::test
