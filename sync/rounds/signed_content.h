// What this box shall hold in lists, of all that is trusted: the county's own shards and bundles, and the
// shards of the libraries it follows. Each library speaks for the paths the county gave it and for nothing
// else (storage/formats/library_name.h); the county's own word comes first. Plain values and functions.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "storage/base/time.h"
#include "storage/formats/tuf.h"
#include "sync/trust/trust.h"

namespace lianxiao::sync {

// Whether this box follows a library.
using Follows = std::function<bool(const std::string& library)>;

// A round has to end: no county has so many studios and paired schools.
inline constexpr std::size_t kMaxLibraries = 256;

// Those that the county delegates to and this box follows, in the county's order.
std::vector<std::string> FollowedLibraries(const formats::TufTargets& county, const Follows& follows);

struct SignedTarget {
  formats::TufTarget target;
  std::string library;  // Whose it is; empty: the county's own.
};

struct SignedContent {
  std::map<std::string, SignedTarget> targets;  // By name: "catalog/chen-0-0.ndjson.zst".
  // Followed, but not verified or not in date: nothing new is taken of them, and nothing is let go.
  std::set<std::string> waiting;
  // Whether what was taken in as the shard `name` goes: nobody lists it any more.
  bool IsOver(const std::string& name) const;
};

// Of the libraries that are in use in `trusted`. `trusted` has targets.
SignedContent ContentOf(const TrustedSet& trusted, const Follows& follows, WallTime now);

}  // namespace lianxiao::sync
