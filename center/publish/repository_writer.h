// Brings the repository's signed part to a new set of targets.
//
//   targets/…  ──▶  checked by reading them back  ──▶  N.targets.json, N.LIBRARY.json  ──▶  N.snapshot.json
//   ──▶ timestamp.json        (each with its patches, patch_writer.h)
//
// What delegated libraries signed goes in as it came (center/libraries/library_desk.h checked it). The
// snapshot names a library's file for ever, also when the county no longer delegates to it, or boxes would
// see a rollback.
//
// Only the last rename makes anything visible, so a power cut leaves the old state or the new one, and
// running again goes on. What is in the repository and does not hold (changed keys, damage) is written anew
// from the workshop. Used from one thread.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "center/keys/publish_keys.h"
#include "center/publish/blob_store.h"
#include "center/publish/metadata.h"
#include "center/publish/patch_writer.h"
#include "center/publish/publisher.h"
#include "center/publish/workshop.h"

namespace lianxiao::center {

// The root whose boxes shall believe what is written, and the keys it names.
struct Signer {
  formats::TufRoot root;
  PublishKeys keys;
};

// All that a repository shall offer.
struct Offer {
  std::map<std::string, std::string> targets;  // The county's own: name → bytes.
  std::vector<LibraryRow> libraries;           // All there ever were.
  std::map<std::string, std::string> library_shards;

  std::optional<formats::TufDelegations> Delegations() const;        // To those that are shown.
  std::map<std::string, formats::TufFileMeta> LibraryFiles() const;  // "chen.json" → …
};

class RepositoryWriter {
 public:
  RepositoryWriter(storage::Disk& disk, const BlobStore& blobs, const std::string& county,
                   const Signer& signer, Workshop& workshop)
      : disk_(disk),
        blobs_(blobs),
        county_(county),
        signer_(signer),
        workshop_(workshop),
        patches_(disk, county) {}

  struct Outcome {
    bool changed = false;  // False: the same targets; only the timestamp is new.
    std::int64_t snapshot_version = 0;
  };
  // Fails before anything is visible when a target or a blob that a shard names is not there whole.
  // kUntrusted "keys.stranger" when what is published now was signed by the right key and not by this county:
  // a key was stolen, or the workshop came back from a backup.
  Result<Outcome> Bring(const Offer& offer, const PublishOptions& options, WallTime now);

 private:
  Status WriteMissing(const std::map<std::string, std::string>& targets);
  Status WriteLibraryLists(const Offer& offer);
  Status CheckShard(const std::string& name, std::string_view packed) const;
  Status CheckBlob(const BlobId& blob, std::int64_t expected_bytes) const;
  Status CheckFile(const formats::File& file) const;
  Result<std::optional<Metadata>> ReadOwn(WallTime now);
  Status NoteWhatIsThere(WallTime now);
  Result<std::int64_t> NextVersion(formats::TufRole role) const;
  Result<formats::TufFileMeta> Write(formats::TufRole role, std::int64_t version, const std::string& bytes,
                                     WallTime now);
  Result<formats::TufFileMeta> WriteTargets(formats::TufTargets targets, WallTime expires, WallTime now);
  Result<formats::TufFileMeta> WriteSnapshot(formats::TufSnapshot snapshot, WallTime now);
  Status RenewTimestamp(const formats::TufFileMeta& snapshot, const PublishOptions& options, WallTime now);

  storage::Disk& disk_;
  const BlobStore& blobs_;
  const std::string& county_;
  const Signer& signer_;
  Workshop& workshop_;
  const PatchWriter patches_;
};

}  // namespace lianxiao::center
