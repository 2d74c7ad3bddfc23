// A client of any TUF repository: the workflow of the specification step by step, each file kept as soon as
// it is trusted. Stands behind the program lianxiao-tuf, with which test suites of other implementations
// can drive the very rules that the box lives by; the box itself walks all or nothing (metadata.h). Used from
// one thread.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/disk.h"
#include "storage/metadata_folder.h"
#include "sync/line/line.h"
#include "sync/trust/trust.h"

namespace lianxiao::sync {

// A target is held in memory before it is written.
inline constexpr std::int64_t kMaxTargetBytes = std::int64_t{1} << 30;

class TufClient {
 public:
  // `metadata_url` with or without the last '/'. `now` is the time of the whole update: dates are judged by
  // it however long the line takes.
  TufClient(Line& line, storage::MetadataFolder& kept, std::string metadata_url, WallTime now);

  // Makes `root_json` the root to begin with. kUntrusted: it does not hold by its own keys.
  static Status Init(storage::MetadataFolder& kept, const std::string& root_json);

  // Brings the four top-level files up to date. kUntrusted, kNotFound, kOffline, kInvalid (too large):
  // what was trusted before that step stays, what was verified before it is kept.
  Status Refresh();
  // After Refresh. What the role says that speaks for `path`. kNotFound: none does.
  Result<formats::TufTarget> Find(const std::string& path);

  bool consistent_snapshot() const { return trusted_->consistent_snapshot(); }

 private:
  Status Open();
  Status FollowRoots();
  Status UpdateTimestamp();
  Status UpdateSnapshot();
  Status UpdateTargets();
  Status Use(const std::string& role, const std::string& delegator);
  Status Keep();  // What changed in trusted_ since the last time.
  Result<std::string> Fetch(const std::string& name, std::int64_t most);
  Result<std::string> Fetch(const std::string& role, const formats::TufFileMeta& wanted, std::int64_t most);

  Line& line_;
  storage::MetadataFolder& kept_;
  const std::string url_;
  const WallTime now_;
  std::optional<TrustedSet> trusted_;
  std::map<std::string, std::string> on_disk_;
};

// One target as a file `folder`/NAME, NAME being its path with every odd byte escaped ('/' too). A file that
// is there already with the right hash is not fetched again. kUntrusted: what came is not what was signed, or
// was signed only with hashes we do not know; an older file there stays.
Status DownloadTarget(Line& line, storage::Disk& disk, const std::string& target_url,
                      const std::string& folder, const std::string& path, const formats::TufTarget& target,
                      bool consistent_snapshot);

}  // namespace lianxiao::sync
