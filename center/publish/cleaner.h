// Removes from the repository what nothing names any more: files of versions that cannot be gone back to,
// deltas and signatures for them, lists that were replaced long ago.
//
//   needed:  what the newest three versions of a lesson name, and drafts; what is published now, libraries
//            included; the newest 32 lists of each role with the targets they name, for patches start from
//            them; every N.root.json, for ever
//
// What is not needed is noted first, and removed when it has not been needed for the days of grace. Names
// that this program does not make are left alone. A power cut leaves at most a file for the next time. Takes
// the workshop's lock, so no publish is under way. Used from one thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/disk.h"

namespace lianxiao::center {

struct CleanOptions {
  std::int64_t grace_days = 14;  // As long as a timestamp holds: no box is on its way to older lists.
  bool dry_run = false;          // Tells, notes nothing, removes nothing.
};

struct CleanSummary {
  struct Part {
    std::int64_t files = 0, bytes = 0;
  };
  Part removed;  // With dry_run: would be.
  Part waiting;  // Not needed, within the days of grace.
  Part kept;     // Needed.
};

// kRefused while another process publishes; kUntrusted, kCorrupt when the repository does not hold together:
// then nobody knows what is needed, and nothing is removed.
Result<CleanSummary> CleanRepository(storage::Disk& disk, const Clock& clock, const std::string& county,
                                     const CleanOptions& options);

}  // namespace lianxiao::center
