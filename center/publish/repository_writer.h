// Brings the repository's signed part to a new set of targets.
//
//   targets/…  ──▶  checked by reading them back  ──▶  N.targets.json  ──▶  N.snapshot.json  ──▶
//   timestamp.json
//
// Only the last rename makes anything visible, so a power cut leaves the old state or the new one, and
// running again goes on. Used from one thread.
#pragma once

#include <map>
#include <string>

#include "center/keys/publish_keys.h"
#include "center/publish/blob_store.h"
#include "center/publish/metadata.h"
#include "center/publish/publisher.h"

namespace lianxiao::center {

class RepositoryWriter {
 public:
  RepositoryWriter(storage::Disk& disk, const BlobStore& blobs, const std::string& county,
                   const PublishKeys& keys)
      : disk_(disk), blobs_(blobs), county_(county), keys_(keys) {}

  struct Outcome {
    bool changed = false;  // False: the same targets; only the timestamp is new.
    std::int64_t snapshot_version = 0;
  };
  // `targets`: name → bytes, all of them. Fails before anything is visible when a target or a blob that a
  // shard names is not there whole.
  Result<Outcome> Bring(const std::map<std::string, std::string>& targets, const PublishOptions& options,
                        WallTime now);

 private:
  Status WriteMissing(const std::map<std::string, std::string>& targets);
  Status CheckShard(const std::string& name, std::string_view packed) const;
  Status CheckFile(const formats::File& file) const;
  Status WriteAll(const Metadata& current, formats::TufTargets targets, const PublishOptions& options,
                  WallTime now);
  Status RenewTimestamp(const Metadata& current, const formats::TufFileMeta& snapshot,
                        const PublishOptions& options, WallTime now);

  storage::Disk& disk_;
  const BlobStore& blobs_;
  const std::string& county_;
  const PublishKeys& keys_;
};

}  // namespace lianxiao::center
