// Which metadata to believe: the client workflow of The Update Framework 1.0 (specification section 5),
// as a class that only decides. The caller fetches what is asked for and hands in the bytes.
//
//   trusted root ─▶ root N+1 … ─▶ timestamp ─▶ snapshot ─▶ targets ─▶ delegated roles ─▶ target hashes
//
// Each file takes the place of the trusted one of its role only when every check of it has passed, so a
// refused file changes nothing. An expired file that was trusted once still tells which versions were
// seen, and nothing older is believed; what it says counts no more (CheckDates). Used from one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/formats/tuf.h"

namespace lianxiao::sync {

// Bytes we are ready to read of each (the "endless data" attack).
inline constexpr std::int64_t kMaxRootBytes = 512'000;
inline constexpr std::int64_t kMaxTimestampBytes = 16'384;
inline constexpr std::int64_t kMaxSnapshotBytes = 2 << 20;
inline constexpr std::int64_t kMaxTargetsBytes = 16 << 20;  // Of a delegated role as well.
inline constexpr int kMaxRootRotations = 256;               // In one round.

class TrustedSet {
 public:
  // Begins with what was verified before, by file stem (at least "root"). Files that do not hold any more
  // are left out, except root, without which there is nothing: kUntrusted. Those of delegated roles are
  // looked at when their turn comes (UseKept). Dates are not looked at: what is too old for new content
  // still says which versions this box has seen.
  static Result<TrustedSet> Load(const std::map<std::string, std::string>& files);

  // The workflow, in this order, each with the bytes as received. kUntrusted says what was wrong in words
  // ("timestamp.json: version 4 is older than 7, which this box has already seen"); bytes that are no
  // metadata at all are kUntrusted too.

  // For version root_version() + 1, repeatedly, at most kMaxRootRotations times before FinishRoot. What
  // the new root's keys did not sign is no longer trusted; when the keys of timestamp or snapshot changed,
  // both are forgotten with the versions they named, which whoever stole the old keys may have run up.
  Status UpdateRoot(std::string_view bytes);
  Status FinishRoot(WallTime now);  // No further root: the last must not be expired.
  // Success also when it is the version already trusted, which then stays.
  Status UpdateTimestamp(std::string_view bytes, WallTime now);
  Status UpdateSnapshot(std::string_view bytes, WallTime now);
  Status UpdateTargets(std::string_view bytes, WallTime now);
  // Whether all four that are in force are in date. For a round in which nothing was new: a mirror that
  // shows the same old files for ever is found out.
  Status CheckDates(WallTime now) const;

  // Delegated roles. `delegator` is "targets" or a role that is in use, and decides with which keys.
  Status UpdateDelegated(const std::string& role, const std::string& delegator, std::string_view bytes,
                         WallTime now);
  // The same with what was kept of it. kNotFound: nothing was.
  Status UseKept(const std::string& role, const std::string& delegator, WallTime now);
  // Forgets what was kept of all delegated roles but these.
  void KeepOnly(const std::vector<std::string>& roles);

  const formats::TufRoot& root() const { return root_.body; }
  std::int64_t root_version() const;
  bool consistent_snapshot() const;
  // What the newest timestamp and snapshot ask for; the caller skips what it already has.
  std::optional<formats::TufFileMeta> WantedSnapshot() const;
  bool SnapshotIsCurrent() const;  // Trusted snapshot is the one the timestamp names.
  // Of "targets" or of a delegated role. Absent: the snapshot does not name it, so it is not there.
  std::optional<formats::TufFileMeta> WantedTargets(const std::string& role = "targets") const;
  bool TargetsAreCurrent() const;

  const formats::TufTargets* targets() const;  // Null: none trusted yet.
  // Of "targets", or of a delegated role that was verified since targets and snapshot last changed. Null:
  // not in use.
  const formats::TufTargets* InUse(const std::string& role) const;
  std::int64_t snapshot_version() const;  // 0: none.
  std::optional<WallTime> timestamp_expires() const;
  // Exactly the bytes received, by file stem, to be saved.
  const std::map<std::string, std::string>& files() const { return files_; }

 private:
  TrustedSet() = default;
  Status CheckTimestampRollback(const formats::TufTimestamp& offered) const;
  Status CheckRole(formats::TufRole role, std::string_view canonical,
                   const std::vector<formats::TufSignature>& signatures) const;
  bool Names(const formats::TufFileMeta& meta, std::int64_t version, const char* file) const;
  void ForgetWhatDoesNotHold(const formats::TufRoot& before);
  Status CheckSnapshotInForce(std::string_view file, WallTime now) const;
  Status CheckDelegated(const std::string& role, const std::string& delegator, std::string_view bytes,
                        const formats::Signed<formats::TufTargets>& offered, WallTime now) const;

  std::map<std::string, std::string> files_;
  formats::Signed<formats::TufRoot> root_;
  std::optional<formats::Signed<formats::TufTimestamp>> timestamp_;
  std::optional<formats::Signed<formats::TufSnapshot>> snapshot_;
  std::optional<formats::Signed<formats::TufTargets>> targets_;
  std::map<std::string, formats::Signed<formats::TufTargets>> delegated_;  // In use, by role.
  int rotations_ = 0;                                                      // Since the last FinishRoot.
};

}  // namespace lianxiao::sync
