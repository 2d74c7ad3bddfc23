// The county's own roots, read back from its repository as a box would follow them: each signed by enough
// keys of the one before and of itself. Plain functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "storage/disk.h"
#include "storage/formats/tuf.h"

namespace lianxiao::center {

inline constexpr std::int64_t kMostRootBytes = 512'000;  // What a box reads of one.

struct PublishedRoot {
  formats::Signed<formats::TufRoot> root;
  std::string bytes;
};

std::string RootFile(const std::string& county, std::int64_t version);

// Whether a box that trusts `before` would follow to `next`: threshold of both, version + 1. Dates aside.
// kUntrusted says what is missing.
Status CheckFollows(const formats::TufRoot& before, const formats::Signed<formats::TufRoot>& next);

// The newest. kUntrusted "keys.strange_root" when a file lies in the chain that boxes would refuse: somebody
// else put it there, and it keeps boxes from what comes after.
Result<PublishedRoot> ReadNewestRoot(storage::Disk& disk, const std::string& county);

}  // namespace lianxiao::center
