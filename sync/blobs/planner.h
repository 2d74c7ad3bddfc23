// What this box should fetch, in which order and by which way; and what it may let go. Pure: from the
// catalog, the bundles and what is here, to a plan. The plan is made anew whenever something changed, so a
// power cut at any moment leaves nothing behind that the next plan does not mend.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "storage/base/digest.h"
#include "storage/base/time.h"
#include "storage/catalog.h"
#include "storage/formats/bundle.h"
#include "storage/formats/catalog.h"
#include "storage/formats/package_layout.h"
#include "sync/plan/queue.h"

namespace lianxiao::sync {

// What a package's delta works on: the files of the held version, and those it makes.
struct PackageFiles {
  formats::PackageLayout basis;  // All here. Empty: it comes from nothing.
  formats::PackageLayout made;   // Some may be here already.
};

// One blob that should be here and is not; or all that a package lacks, when one delta brings them together.
struct Want {
  std::string resource, title;
  // Of a package: path and role of its main file, the first blob that it lacks, and the size of all it lacks.
  formats::File file;
  // The way to take; none: whole, or by `old_files`.
  std::optional<formats::Delta> delta;
  std::optional<PackageFiles> package;  // Then `delta` is there, and applies to these.
  // What may hold much of it, and the file has a signature to find out by: the reverse way. Whole blobs, or
  // parts of superseded ones.
  std::vector<BlobId> old_files;
  std::int64_t bytes_here = 0;  // Of the whole blob, verified.
  // Of its resource.
  Rank rank = Rank::kSubscription;
  std::optional<WallTime> needed_by;
  WallTime since;              // Published.
  bool stand_in_here = false;  // A rendition of it opens already.
  // For the reverse way the most it can be; how much of the file is here shows only on the way.
  std::int64_t WireBytes() const {
    if (delta) return delta->size_bytes;
    return file.size_bytes - bytes_here + (old_files.empty() ? 0 : file.signature->size_bytes);
  }
};

struct Plan {
  std::vector<Want> wants;  // First to fetch first; each blob once.
  struct Whole {
    std::string resource;
    std::int64_t version = 0;
  };
  std::vector<Whole> holds;           // Published versions whose files are all here, to be held.
  std::vector<std::string> releases;  // Held resources that are withdrawn, or have lost a file.
  std::int64_t bytes_missing = 0;     // Of whole files, over all wants.
};

struct Surroundings {
  std::string school;  // Ours.
  WallTime now;
  std::function<bool(const BlobId&)> has;                 // Whole in the library.
  std::function<std::int64_t(const BlobId&)> part_bytes;  // Verified of one on its way.
  std::function<bool(const BlobId&)> failed_delta;        // Tried, and did not lead to the file.
  std::set<std::string> pinned = {};                      // Wanted here by a person, whoever asks or not.
  // Begun for an older version of this file: the resource's id, the file. Null: there are none.
  std::function<std::vector<BlobId>(const std::string&, const formats::File&)> superseded_parts = nullptr;
  // On the disk, above what is kept free. A package's delta needs room to work in; where there is none, its
  // files come one by one.
  std::int64_t room_bytes = std::int64_t{1} << 60;
};

Plan MakePlan(std::span<const storage::CatalogEntry> entries, std::span<const formats::Bundle> bundles,
              const Surroundings& surroundings);

// The blobs of `here` that no resource needs: neither held, nor published and not withdrawn, nor a delta
// on the way to a published file that is still missing. An old version stays until the new one is held.
std::vector<BlobId> Unneeded(std::span<const storage::CatalogEntry> entries, std::span<const BlobId> here);

}  // namespace lianxiao::sync
