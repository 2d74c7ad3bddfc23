// The county's TUF metadata as files in repository/metadata. Who writes them in which order is the
// publisher's business; timestamp.json is what makes a new state visible. Used from one thread.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "center/keys/publish_keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/disk.h"
#include "storage/formats/tuf.h"

namespace lianxiao::center {

// 2,000 shards of 120 bytes each and bundles; a county has some hundreds.
inline constexpr std::int64_t kMostListBytes = 16 << 20;
inline constexpr std::int64_t kMostTargetBytes = 32 << 20;  // A packed shard, a bundle.
// A county that publishes every day serves boxes that were away for a month with patches alone: so many lists
// of a role, the newest, are patched from and kept.
inline constexpr std::size_t kPatchedLists = 32;

// What the repository says now.
struct Metadata {
  formats::TufTargets targets;
  formats::TufSnapshot snapshot;
  formats::TufTimestamp timestamp;
};

// Writes 1.root.json, signed by as many of `root_keys` as it asks for, and returns its bytes.
Result<std::string> WriteFirstRoot(storage::Disk& disk, const std::string& county,
                                   std::span<const SigningKey> root_keys, const PublishKeys& keys,
                                   WallTime expires);

// "…/metadata/7.snapshot.json", "…/metadata/timestamp.json".
std::string MetadataFile(const std::string& county, formats::TufRole role, std::int64_t version);
// A file of a role as it was signed, durable when it returns: N.ROLE.json, or timestamp.json.
Status WriteMetadata(storage::Disk& disk, const std::string& county, formats::TufRole role,
                     std::int64_t version, std::string_view bytes);

// "7.chen.json" is chen's seventh list. Nothing for a name of another kind.
struct NumberedList {
  std::string role;
  std::int64_t version = 0;
};
std::optional<NumberedList> NumberedListIn(std::string_view file_name);
// All that are there: role → versions, newest first. None in a county that has published nothing.
Result<std::map<std::string, std::vector<std::int64_t>>> NumberedLists(storage::Disk& disk,
                                                                       const std::string& county);
std::string ListFile(const std::string& county, std::string_view role, std::int64_t version);
// Its bytes; nobody's signature is checked.
Result<std::string> ReadList(storage::Disk& disk, const std::string& county, std::string_view role,
                             std::int64_t version);

// What a snapshot or a timestamp says of a file's bytes.
formats::TufFileMeta DescribeBytes(std::string_view bytes, std::int64_t version);

// timestamp.json if `root`'s keys signed it. kNotFound, kInvalid, kUntrusted.
Result<formats::TufTimestamp> ReadTimestamp(storage::Disk& disk, const std::string& county,
                                            const formats::TufRoot& root, std::string* bytes = nullptr);
// Reads timestamp, snapshot and targets back, checking signatures, digests and versions as a box that trusts
// `root` does. kNotFound; kCorrupt, kInvalid or kUntrusted when they do not hold together.
Result<Metadata> ReadMetadata(storage::Disk& disk, const std::string& county, const formats::TufRoot& root);
// By the newest root.
Result<Metadata> ReadMetadata(storage::Disk& disk, const std::string& county);

}  // namespace lianxiao::center
