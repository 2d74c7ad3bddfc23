// The county's TUF metadata as files in repository/metadata. Who writes them in which order is the
// publisher's business; timestamp.json is what makes a new state visible. Used from one thread.
#pragma once

#include <span>
#include <string>

#include "center/keys/publish_keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/disk.h"
#include "storage/formats/tuf.h"

namespace lianxiao::center {

// What the repository says now.
struct Metadata {
  formats::TufTargets targets;
  formats::TufSnapshot snapshot;
  formats::TufTimestamp timestamp;
};

// Two years: a county meets for its keys every year (docs/ceremony.md) and may miss one meeting.
inline constexpr std::int64_t kRootDays = 2 * 365;

// Writes 1.root.json, signed by as many of `root_keys` as it asks for, and returns its bytes.
Result<std::string> WriteFirstRoot(storage::Disk& disk, const std::string& county,
                                   std::span<const SigningKey> root_keys, const PublishKeys& keys,
                                   WallTime expires);

// Each writes one file, durable when it returns.
Status WriteTargets(storage::Disk& disk, const std::string& county, const PublishKeys& keys,
                    const formats::TufTargets& targets);
Status WriteSnapshot(storage::Disk& disk, const std::string& county, const PublishKeys& keys,
                     const formats::TufSnapshot& snapshot);
Status WriteTimestamp(storage::Disk& disk, const std::string& county, const PublishKeys& keys,
                      const formats::TufTimestamp& timestamp);

// What a snapshot or a timestamp says of a file. kNotFound.
Result<formats::TufFileMeta> DescribeTargets(storage::Disk& disk, const std::string& county,
                                             std::int64_t version);
Result<formats::TufFileMeta> DescribeSnapshot(storage::Disk& disk, const std::string& county,
                                              std::int64_t version);

// Reads timestamp, snapshot and targets back, checking signatures, digests and versions as a box does.
// kNotFound; kCorrupt or kUntrusted when they do not hold together.
Result<Metadata> ReadMetadata(storage::Disk& disk, const std::string& county);

}  // namespace lianxiao::center
