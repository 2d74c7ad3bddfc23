// Which deltas to a new file are worth trying: from old files, and from nothing. Plain functions; nothing is
// read.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/formats/catalog.h"
#include "storage/formats/package_layout.h"

namespace lianxiao::center {

// How many published versions back a box may be and still get a delta straight to the newest.
inline constexpr std::int64_t kDeltaVersions = 3;

struct DeltaJob {
  BlobId from, to;
  std::int64_t to_bytes = 0;
  // Of a package: what `from` and `to` are the digests of. Empty for a file.
  formats::PackageLayout basis, made;
  bool IsPacking() const { return from == BlobId{}; }  // From nothing.
  auto operator<=>(const DeltaJob&) const = default;
};

// For each file of `draft`: the file it replaces in each of `versions`, the one with the same role and path,
// else, when its name changed, the only one with its role; and the file packed, if it is of a kind that
// packs. Without files that did not change or are so small that fetching them whole is as good.
std::vector<DeltaJob> PlanDeltas(const formats::Resource& draft,
                                 const std::vector<formats::Resource>& versions);

// The most a delta may weigh to be kept: `keep_below` of the file, and some bytes less than it.
std::int64_t MostDeltaBytes(std::int64_t file_bytes, double keep_below);
// The same for a packed file. A box that has no older version takes it, so little gain is gain enough.
std::int64_t MostPackedBytes(std::int64_t file_bytes);

}  // namespace lianxiao::center
