// Going back: what a bundle or a lesson was before its last change is published again, under a higher
// version. Versions never go down, neither of lessons nor of metadata, so a box that holds the old files
// already fetches nothing but the list. Plain functions; nothing is read or written.
//
// The last change of a bundle is the last publication that changed what it asks for, or a lesson of it. Both
// are taken back if they came together, else only the one that came last. What came new with it has nothing
// to go back to, and stays.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/digest.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/formats/bundle.h"
#include "storage/formats/catalog.h"

namespace lianxiao::center {

// One lesson that goes back.
struct RollbackStep {
  formats::Resource again;  // As it will be published; version and content, no deltas yet.
  std::int64_t from_version = 0, content_of = 0;
};

struct RollbackPlan {
  std::string what;                       // "bundle autumn", "lesson sx-3-1"
  std::optional<formats::Bundle> bundle;  // Asks for this again; nothing: what it asks for stays.
  std::vector<std::string> leave, join;   // Of its lessons, by that.
  std::vector<RollbackStep> lessons;
  std::vector<std::string> stay;  // Came new with the change.
  bool Empty() const { return !bundle && lessons.empty(); }
};

// Names what a plan would do. What a person was shown is done, or nothing: two plans that differ in anything
// that would be published have different names.
BlobId NameOf(const RollbackPlan& plan);

// With none ever set, one bundle asks every school for everything.
formats::Bundle EverythingForEveryone();

// What is known of a lesson: its published versions, newest first.
using LessonVersions = std::vector<formats::Resource>;

// `versions` back to the content of `to_version`, or of the one before the newest. kNotFound
// "rollback.no_version"; kInvalid "rollback.same": that is what is published.
Result<RollbackStep> GoBack(const LessonVersions& versions, std::optional<std::int64_t> to_version);

// What a bundle asked for, and since which publication boxes know of it (RFC 3339; empty: none yet).
struct BundleVersion {
  formats::Bundle bundle;
  std::string published;
};
// `compositions`: newest first; none for a bundle nobody ever set. `lessons`: those it asks for now.
// kNotFound "rollback.nothing".
Result<RollbackPlan> GoBack(const std::string& bundle, const std::vector<BundleVersion>& compositions,
                            const std::vector<LessonVersions>& lessons);

}  // namespace lianxiao::center
