// A disk in memory that forgets or tears whatever was not synced when the power goes, as real ones do:
//
//   bytes   of a file's unsynced writes nothing, all, a prefix or any subset survives, torn in sectors
//   names   of makes, renames and removes not followed by SyncFolder likewise; a rename never loses both
//           names, but both may survive
//
// All of it is drawn from a seed. The power is cut at the n-th change, every later call fails, and PowerOn()
// shows what survived. Folders last at once, as Disk promises. Safe from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "storage/disk.h"
#include "tests/support/false_node.h"

namespace lianxiao::test {

// The files and folders (by path) about which a disk lies: it says it has synced them and has not. How
// tests are tested.
using Lies = std::function<bool(const std::string& path)>;

class FalseDisk final : public storage::Disk {
 public:
  explicit FalseDisk(Lies lies = nullptr) : lies_(std::move(lies)) {}

  // The power goes during the n-th change from now (1: the next); it may be half done.
  void CutPowerAt(std::int64_t changes_from_now);
  void CutPowerNow();
  bool HasPower() const;
  // What survived is all there is; files opened before are dead.
  void PowerOn(std::uint64_t seed);
  std::int64_t Changes() const;  // Since the beginning.

  void SetCapacity(std::int64_t bytes);                    // Over all files; beyond it is kNoSpace.
  void FailSyncsOf(std::optional<std::string> path_part);  // Of files whose path has this in it.

  Result<std::unique_ptr<storage::File>> Open(const std::string& path, storage::OpenMode mode) override;
  Status Rename(const std::string& from, const std::string& to) override;
  Status Remove(const std::string& path) override;
  Status MakeFolders(const std::string& path) override;
  Status SyncFolder(const std::string& path) override;
  Result<std::vector<storage::FolderEntry>> List(const std::string& path) override;
  Result<bool> Exists(const std::string& path) override;
  Result<std::int64_t> FreeBytes(const std::string& path) override;

 private:
  friend class FalseFile;
  using Node = std::shared_ptr<FalseNode>;
  using Names = std::map<std::string, Node>;

  // A name made (node) or taken away (no node), not yet synced into its folder.
  struct NameChange {
    std::string path;
    Node node;
    std::int64_t rename = 0;  // Both halves of a rename share one; else 0.
  };
  enum class Power { kOn, kGoing, kOff };

  Power Tick();  // To be called for each change; kGoing: the change may be half done, then fail.
  Status PowerIsOff() const;
  std::int64_t Used() const;
  static void ApplyName(const NameChange& change, Names& names);
  void SyncNames(const std::string& folder);
  void CutNames(Dice& dice);

  bool LiesAbout(const std::string& path) const { return lies_ && lies_(path); }

  const Lies lies_;
  mutable std::mutex mutex_;  // Guards everything below and the nodes.
  Names seen_, durable_;
  std::vector<NameChange> unsynced_;  // Oldest first.
  std::set<std::string> folders_ = {"/", "."};
  std::int64_t renames_ = 0;
  std::int64_t changes_ = 0;
  std::optional<std::int64_t> cut_at_;
  bool power_ = true;
  std::int64_t starts_ = 0;  // Files of an earlier start are dead.
  std::int64_t capacity_ = std::int64_t{1} << 40;
  std::optional<std::string> failing_syncs_;
};

}  // namespace lianxiao::test
