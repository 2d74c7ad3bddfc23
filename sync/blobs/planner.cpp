#include "sync/blobs/planner.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "sync/blobs/wishes.h"

namespace lianxiao::sync {
namespace {

using formats::Bundle;
using formats::File;
using formats::FileRole;
using formats::Resource;
using formats::ResourceStatus;
using storage::CatalogEntry;

// Subtitles and posters weigh little and make the rest useful; the main file opens; then what adds to it.
int Turn(FileRole role) {
  switch (role) {
    case FileRole::kSubtitle: return 0;
    case FileRole::kPoster: return 1;
    case FileRole::kMain: return 2;
    case FileRole::kPackage: return 3;
    case FileRole::kRendition: return 4;
    case FileRole::kAttachment: return 5;
  }
  std::abort();  // No default above, so that a new role fails to compile here.
}

bool AllHere(const Resource& resource, const Surroundings& here) {
  return std::ranges::all_of(resource.files, [&](const File& file) { return here.has(file.blob); });
}

// The cheapest delta from something we hold or from nothing, if it costs less than the rest of the file.
std::optional<formats::Delta> CheapestDelta(const File& file, std::int64_t rest, const Surroundings& here) {
  std::optional<formats::Delta> cheapest;
  for (const auto& delta : file.deltas) {
    if (delta.HasBasis() && !here.has(delta.from)) continue;
    if (delta.size_bytes >= rest || here.failed_delta(delta.blob)) continue;
    if (!cheapest || delta.size_bytes < cheapest->size_bytes) cheapest = delta;
  }
  return cheapest;
}

struct Candidate {
  Urgency urgency;
  std::int64_t bytes = 0;  // Still to come.
  const Resource* resource = nullptr;
};

std::vector<const File*> MissingFiles(const Resource& resource, const Surroundings& here) {
  std::vector<const File*> missing;
  for (const auto& file : resource.files) {
    if (!here.has(file.blob)) missing.push_back(&file);
  }
  std::ranges::stable_sort(missing, {},
                           [](const File* file) { return std::tuple(Turn(file->role), file->size_bytes); });
  return missing;
}

std::optional<WallTime> TimeOf(const std::string& rfc3339) {
  const auto time = ParseRfc3339(rfc3339);
  return time ? std::optional(*time) : std::nullopt;
}

bool StandInHere(const Resource& resource, const Surroundings& here) {
  return std::ranges::any_of(resource.files, [&](const File& file) {
    return file.role == FileRole::kRendition && here.has(file.blob);
  });
}

Want WantOf(const Candidate& candidate, const File& file, const Surroundings& here) {
  const auto& resource = *candidate.resource;
  Want want{.resource = resource.id,
            .title = resource.title,
            .file = file,
            .bytes_here = here.part_bytes(file.blob),
            .rank = candidate.urgency.AsRank(),
            .needed_by = TimeOf(candidate.urgency.needed_by),
            .since = TimeOf(resource.published).value_or(WallTime{}),
            .stand_in_here = StandInHere(resource, here)};
  want.delta = CheapestDelta(file, file.size_bytes - want.bytes_here, here);
  return want;
}

}  // namespace

Plan MakePlan(std::span<const CatalogEntry> entries, std::span<const Bundle> bundles,
              const Surroundings& here) {
  const Wishes wishes(bundles, here.school, here.now, here.pinned);
  Plan plan;
  std::vector<Candidate> candidates;

  for (const auto& entry : entries) {
    const bool withdrawn = entry.published.status == ResourceStatus::kWithdrawn;
    if (entry.held && (withdrawn || !AllHere(*entry.held, here))) plan.releases.push_back(entry.published.id);
    if (withdrawn) continue;
    if (AllHere(entry.published, here)) {
      if (!entry.UpToDate()) plan.holds.push_back({entry.published.id, entry.published.version});
      continue;
    }
    const auto urgency = wishes.For(entry.published.id);
    if (!urgency) continue;
    Candidate candidate{*urgency, 0, &entry.published};
    for (const auto& file : entry.published.files) {
      if (!here.has(file.blob)) candidate.bytes += file.size_bytes;
    }
    candidates.push_back(std::move(candidate));
  }

  std::ranges::sort(candidates, {}, [](const Candidate& c) {
    return std::tuple<const Urgency&, std::int64_t, const std::string&>(c.urgency, c.bytes, c.resource->id);
  });
  std::unordered_set<BlobId> planned;
  for (const auto& candidate : candidates) {
    for (const auto* file : MissingFiles(*candidate.resource, here)) {
      if (!planned.insert(file->blob).second) continue;
      plan.wants.push_back(WantOf(candidate, *file, here));
      plan.bytes_missing += file->size_bytes - plan.wants.back().bytes_here;
    }
  }
  return plan;
}

std::vector<BlobId> Unneeded(std::span<const CatalogEntry> entries, std::span<const BlobId> here) {
  std::unordered_set<BlobId> needed;
  const std::unordered_set<BlobId> present(here.begin(), here.end());
  const auto need = [&](const Resource& resource) {
    for (const auto& file : resource.files) {
      needed.insert(file.blob);
      needed.insert(file.pieces);
      if (present.contains(file.blob)) continue;
      for (const auto& delta : file.deltas) {
        needed.insert(delta.blob);
        needed.insert(delta.pieces);
      }
    }
  };
  for (const auto& entry : entries) {
    if (entry.held) need(*entry.held);
    if (entry.published.status != ResourceStatus::kWithdrawn) need(entry.published);
  }
  std::vector<BlobId> unneeded;
  std::ranges::copy_if(here, std::back_inserter(unneeded),
                       [&](const BlobId& id) { return !needed.contains(id); });
  return unneeded;
}

}  // namespace lianxiao::sync
