// The county's TUF metadata as files in repository/metadata. Who writes them in which order is the
// publisher's business; timestamp.json is what makes a new state visible. Used from one thread.
#pragma once

#include <string>

#include "center/county.h"
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

// The root has no tool to renew it from far away: it outlives the boxes.
inline constexpr std::int64_t kRootDays = 20 * 365;

// Writes 1.root.json, signed by the first two keys of `keys.root`, and returns its bytes.
Result<std::string> WriteFirstRoot(storage::Disk& disk, const std::string& county, const CountyKeys& keys,
                                   WallTime expires);

// Each writes one file, durable when it returns.
Status WriteTargets(storage::Disk& disk, const std::string& county, const CountyKeys& keys,
                    const formats::TufTargets& targets);
Status WriteSnapshot(storage::Disk& disk, const std::string& county, const CountyKeys& keys,
                     const formats::TufSnapshot& snapshot);
Status WriteTimestamp(storage::Disk& disk, const std::string& county, const CountyKeys& keys,
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
