// What a stick for some schools should carry, in the order in which it matters: read from the county's
// repository, which its own signed lists describe, and from what each box said it holds. Nothing here is
// trusted later: the box verifies all of it. Used from one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/digest.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/disk.h"
#include "storage/formats/bundle.h"
#include "storage/formats/catalog.h"

namespace lianxiao::daemon {

// The state that timestamp.json of a repository names.
struct PublishedState {
  std::int64_t version = 0;        // Of the snapshot.
  std::vector<std::string> files;  // "metadata/…", "targets/…", timestamp.json left out; roots first.
  std::vector<formats::Resource> resources;
  std::vector<formats::Bundle> bundles;
};
// kNotFound before the county was made; kOffline "stick.publishing: …" while it is just being published.
Result<PublishedState> ReadPublished(storage::Disk& disk, const std::string& repository);

struct SchoolToServe {
  std::string school, device;                                // `device` empty: no box yet.
  std::optional<std::map<std::string, std::int64_t>> holds;  // Resource → version; nothing: not known.
  bool lacks_nothing = false;  // It said so of the very state that is published.
};

struct CargoFile {
  BlobId blob;
  std::int64_t size_bytes = 0;
};
struct CargoLesson {
  std::string id, title;
  std::optional<WallTime> needed_by;
  std::vector<CargoFile> files;  // Piece lists among them; without what an earlier lesson brings.
  // For a box that has an older version: deltas and signatures, with which it needs less than the files.
  std::vector<CargoFile> ways;
  std::int64_t Bytes() const;  // Of `files`.
};

// First to go first: by priority and deadline, over all these schools; each blob once.
std::vector<CargoLesson> CargoFor(const PublishedState& published, const std::vector<SchoolToServe>& schools,
                                  WallTime now);

// Which lessons go onto `free_bytes`, in order; a small one may fit behind one that does not.
struct Packed {
  std::vector<const CargoLesson*> fits, left_out;
};
Packed PackCargo(const std::vector<CargoLesson>& cargo, std::int64_t free_bytes);

}  // namespace lianxiao::daemon
