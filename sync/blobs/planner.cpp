#include "sync/blobs/planner.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "storage/formats/block_signature.h"
#include "sync/blobs/package_way.h"
#include "sync/blobs/wishes.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

using formats::Bundle;
using formats::File;
using formats::FileRole;
using formats::Resource;
using formats::ResourceStatus;
using storage::CatalogEntry;

// Subtitles, chapters and posters weigh little and make the rest useful; the main file opens; then what adds
// to it, and last what nobody misses.
int Turn(FileRole role) {
  switch (role) {
    case FileRole::kSubtitle: return 0;
    case FileRole::kChapters: return 0;
    case FileRole::kPoster: return 1;
    case FileRole::kMain: return 2;
    case FileRole::kPackage: return 3;
    case FileRole::kRendition: return 4;
    case FileRole::kAttachment: return 5;
    case FileRole::kThumbnails: return 6;
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

// The file that `file` replaces in an older version: of its name, or the only one with its role.
const File* Replaced(const File& file, const Resource& older) {
  const File* same_role = nullptr;
  int with_role = 0;
  for (const auto& candidate : older.files) {
    if (candidate.role != file.role) continue;
    if (candidate.path == file.path) return &candidate;
    same_role = &candidate;
    ++with_role;
  }
  return with_role == 1 ? same_role : nullptr;
}

struct Candidate {
  Urgency urgency;
  std::int64_t bytes = 0;  // Still to come.
  const CatalogEntry* entry = nullptr;
};

// Old files that a signature is worth fetching for; none when it costs too much of the rest.
std::vector<BlobId> OldFilesFor(const CatalogEntry& entry, const File& file, std::int64_t rest,
                                const Surroundings& here) {
  std::vector<BlobId> old_files;
  if (!file.signature || here.failed_delta(file.signature->blob)) return old_files;
  if (file.signature->size_bytes > rest * formats::kMostSignaturePerMille / 1'000) return old_files;
  const auto* older = entry.held ? Replaced(file, *entry.held) : nullptr;
  if (older != nullptr && here.has(older->blob)) old_files.push_back(older->blob);
  if (here.superseded_parts == nullptr) return old_files;
  for (const auto& part : here.superseded_parts(entry.published.id, file)) old_files.push_back(part);
  return old_files;
}

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
  const auto& resource = candidate.entry->published;
  Want want{.resource = resource.id,
            .title = resource.title,
            .file = file,
            .bytes_here = here.part_bytes(file.blob),
            .rank = candidate.urgency.AsRank(),
            .needed_by = TimeOf(candidate.urgency.needed_by),
            .since = TimeOf(resource.published).value_or(WallTime{}),
            .stand_in_here = StandInHere(resource, here)};
  const auto rest = file.size_bytes - want.bytes_here;
  std::erase_if(want.file.deltas, [&](const auto& delta) { return here.failed_delta(delta.blob); });
  const auto cheapest = CheapestDelta(file, rest, here);
  // A delta from what is here was made by who knew both files: no other way is cheaper. The packed file is
  // weighed against the reverse way when the signature is here (BlobJob).
  if (!cheapest || !cheapest->HasBasis()) want.old_files = OldFilesFor(*candidate.entry, file, rest, here);
  if (want.old_files.empty()) want.delta = cheapest;
  return want;
}

// All that a package lacks, by one delta.
Want WantOf(const Candidate& candidate, PackageWay way, const std::vector<const File*>& missing,
            const Surroundings& here) {
  const auto& main = *candidate.entry->published.Main();
  File file{.role = main.role, .path = main.path, .blob = missing.front()->blob};
  for (const auto* lacking : missing) file.size_bytes += lacking->size_bytes;
  auto want = WantOf(candidate, file, here);
  want.bytes_here = 0;
  want.delta = way.delta;
  want.package = std::move(way.files);
  return want;
}

// By one delta, where that is cheaper than file by file.
std::vector<Want> WantsOf(const Candidate& candidate, const std::vector<const File*>& missing,
                          const Surroundings& here) {
  std::vector<Want> wants;
  std::int64_t cost = 0;
  for (const auto* file : missing) {
    wants.push_back(WantOf(candidate, *file, here));
    cost += CostOf(wants.back(), here);
  }
  if (wants.empty()) return wants;
  if (auto way = CheapestPackageWay(*candidate.entry, cost, here)) {
    wants = {WantOf(candidate, *std::move(way), missing, here)};
  }
  return wants;
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
    Candidate candidate{*urgency, 0, &entry};
    for (const auto& file : entry.published.files) {
      if (!here.has(file.blob)) candidate.bytes += file.size_bytes;
    }
    candidates.push_back(std::move(candidate));
  }

  std::ranges::sort(candidates, {}, [](const Candidate& c) {
    return std::tuple<const Urgency&, std::int64_t, const std::string&>(c.urgency, c.bytes,
                                                                        c.entry->published.id);
  });
  std::unordered_set<BlobId> planned;
  for (const auto& candidate : candidates) {
    auto missing = MissingFiles(candidate.entry->published, here);
    std::erase_if(missing, [&](const File* file) { return !planned.insert(file->blob).second; });
    for (auto& want : WantsOf(candidate, missing, here)) {
      plan.bytes_missing += want.file.size_bytes - want.bytes_here;
      plan.wants.push_back(std::move(want));
    }
  }
  return plan;
}

std::vector<BlobId> Unneeded(std::span<const CatalogEntry> entries, std::span<const BlobId> here) {
  std::unordered_set<BlobId> needed;
  const std::unordered_set<BlobId> present(here.begin(), here.end());
  const auto need_delta = [&](const formats::Delta& delta) {
    needed.insert(delta.blob);
    needed.insert(delta.pieces);
  };
  const auto need = [&](const Resource& resource) {
    bool whole = true;
    for (const auto& file : resource.files) {
      needed.insert(file.blob);
      needed.insert(file.pieces);
      if (present.contains(file.blob)) continue;
      whole = false;
      for (const auto& delta : file.deltas) need_delta(delta);
      if (file.signature) needed.insert(file.signature->blob);
    }
    if (whole) return;
    for (const auto& delta : resource.package_deltas) need_delta(delta);
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
