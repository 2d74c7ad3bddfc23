// What is due about the delegated libraries that boxes are told of, read from the repository's signed files:
// for programs beside the publisher, who leave its book alone. Plain functions.
#pragma once

#include <string>
#include <vector>

#include "center/keys/key_report.h"
#include "storage/base/time.h"
#include "storage/disk.h"

namespace lianxiao::center {

// Keys "library_expired", "library_other_key", "library_soon"; `role` is the library's name. Nothing when the
// repository does not hold, which ReadKeys tells.
std::vector<Due> PublishedLibrariesDue(storage::Disk& disk, const std::string& county, WallTime now);

}  // namespace lianxiao::center
