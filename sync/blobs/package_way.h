// One delta for all that a package lacks: whether there is one that fits what is here, and what it costs.
// Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "sync/blobs/planner.h"

namespace lianxiao::sync {

struct PackageWay {
  formats::Delta delta;
  PackageFiles files;
};

// What is still to come over the line for `want`, with what asking for it costs
// (formats::kRequestWorthBytes).
std::int64_t CostOf(const Want& want, const Surroundings& here);

// The cheapest package delta of the entry's published version that costs less than `most`, starts from the
// held one or from nothing, finds its basis whole here and room to work in.
std::optional<PackageWay> CheapestPackageWay(const storage::CatalogEntry& entry, std::int64_t most,
                                             const Surroundings& here);

// The room on the disk that a package's delta needs while it is applied: first for the delta, the basis laid
// end to end and what it makes, then for that and its files.
std::int64_t PackageRoom(const PackageFiles& package, std::int64_t delta_bytes);

}  // namespace lianxiao::sync
