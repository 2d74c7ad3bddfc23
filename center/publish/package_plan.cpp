#include "center/publish/package_plan.h"

#include <algorithm>
#include <unordered_set>

#include "storage/formats/piece_list.h"

namespace lianxiao::center {
namespace {

using formats::Delta;
using formats::File;
using formats::kRequestWorthBytes;
using formats::PackageLayout;
using formats::Resource;

// Below a few packets there is nothing to save.
constexpr std::int64_t kLeastMadeBytes = 4096;
// What a box lays end to end twice on its disk, and the center holds in memory to compare.
constexpr std::int64_t kMostBytes = std::int64_t{1} << 30;
// File by file the requests alone come near to that.
constexpr double kPlainlyGood = 0.05;

DeltaJob JobOf(PackageLayout basis, PackageLayout made) {
  DeltaJob job{.to = formats::DigestOf(made), .to_bytes = formats::BytesOf(made)};
  if (!basis.empty()) job.from = formats::DigestOf(basis);
  job.basis = std::move(basis);
  job.made = std::move(made);
  return job;
}

bool IsWorthTrying(const DeltaJob& job) {
  return job.made.size() > 1 && job.to_bytes >= kLeastMadeBytes &&
         formats::BytesOf(job.basis) + job.to_bytes <= kMostBytes;
}

std::int64_t CostOf(std::int64_t size_bytes) {
  return size_bytes +
         (size_bytes > formats::kPieceBytes ? 2 : 1) * kRequestWorthBytes;  // With its piece list.
}

using Blobs = std::unordered_set<BlobId>;

Blobs BlobsOf(const PackageLayout& layout) {
  Blobs blobs;
  for (const auto& file : layout) blobs.insert(file.blob);
  return blobs;
}

std::int64_t CheapestWay(const File& file, const Blobs& basis) {
  auto cheapest = file.size_bytes;
  for (const auto& delta : file.deltas) {
    if (delta.HasBasis() && !basis.contains(delta.from)) continue;
    cheapest = std::min(cheapest, delta.size_bytes);
  }
  return cheapest;
}

// What a box that holds the basis pays for what it lacks, file by file.
std::int64_t CostOneByOne(const DeltaJob& job, const Resource& draft) {
  const auto basis = BlobsOf(job.basis);
  auto lacking = BlobsOf(job.made);
  std::int64_t cost = 0;
  for (const auto& file : draft.files) {
    if (lacking.erase(file.blob) > 0) cost += CostOf(CheapestWay(file, basis));
  }
  return cost;
}

// For which boxes a way to a single file is still needed.
class StillNeeded {
 public:
  StillNeeded(const std::vector<PackageDelta>& kept, const std::vector<Resource>& versions) {
    for (const auto& way : kept) packed_ |= way.job.IsPacking();
    for (const auto& version : versions) {
      const auto layout = formats::LayOut(version);
      const bool served = std::ranges::any_of(kept, [&](const auto& way) { return way.job.basis == layout; });
      if (!served) from_.merge(BlobsOf(layout));
    }
  }
  bool operator()(const Delta& delta) const {
    return delta.HasBasis() ? from_.contains(delta.from) : !packed_;
  }

 private:
  bool packed_ = false;
  Blobs from_;  // Files of versions from which no delta for the whole package is kept.
};

}  // namespace

std::vector<DeltaJob> PlanPackages(const Resource& draft, const std::vector<Resource>& versions) {
  std::vector<DeltaJob> jobs;
  if (!draft.IsPackage()) return jobs;
  const auto add = [&](DeltaJob job) {
    if (IsWorthTrying(job) && std::ranges::find(jobs, job) == jobs.end()) jobs.push_back(std::move(job));
  };
  for (const auto& version : versions) {
    auto basis = formats::LayOut(version);
    auto made = formats::LayOutNew(draft, basis);
    if (formats::BytesOf(basis) > 0) add(JobOf(std::move(basis), std::move(made)));
  }
  add(JobOf({}, formats::LayOut(draft)));
  return jobs;
}

bool IsPlainlyGood(const DeltaJob& job, std::int64_t delta_bytes) {
  return static_cast<double>(delta_bytes) <= kPlainlyGood * static_cast<double>(job.to_bytes);
}

std::vector<PackageDelta> KeepPackageDeltas(std::vector<PackageDelta> made,
                                            const std::vector<Resource>& versions, double keep_below,
                                            Resource& draft) {
  std::erase_if(made, [&](const PackageDelta& way) {
    const auto most = keep_below * static_cast<double>(CostOneByOne(way.job, draft));
    return static_cast<double>(CostOf(way.delta.size_bytes)) >= most;
  });
  if (made.empty()) return made;
  const StillNeeded needed(made, versions);
  for (auto& file : draft.files)
    std::erase_if(file.deltas, [&](const Delta& delta) { return !needed(delta); });
  for (const auto& way : made) draft.package_deltas.push_back(way.delta);
  return made;
}

}  // namespace lianxiao::center
