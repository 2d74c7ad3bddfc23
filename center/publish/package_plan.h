// Which deltas for whole packages are worth trying, and which of those that were made are worth keeping.
// Plain functions; nothing is read.
#pragma once

#include <cstdint>
#include <vector>

#include "center/publish/delta_plan.h"
#include "storage/formats/catalog.h"

namespace lianxiao::center {

// For an HTML5 package: a delta from each of `versions` that differs in more than one file, and all of it
// packed from nothing. What only one file differs in that file's own delta brings.
std::vector<DeltaJob> PlanPackages(const formats::Resource& draft,
                                   const std::vector<formats::Resource>& versions);

// So small beside what it makes that no way by single files can compete, and none needs to be tried.
bool IsPlainlyGood(const DeltaJob& job, std::int64_t delta_bytes);

struct PackageDelta {
  DeltaJob job;
  formats::Delta delta;
};

// Enters those of `made` that cost less than `keep_below` of what the same files cost one by one, each its
// cheapest way and kRequestWorthBytes for every request; returns them. Then the ways to single files that no
// box of `versions` has a use for any more are taken out of the draft, for every school fetches its line.
std::vector<PackageDelta> KeepPackageDeltas(std::vector<PackageDelta> made,
                                            const std::vector<formats::Resource>& versions, double keep_below,
                                            formats::Resource& draft);

}  // namespace lianxiao::center
