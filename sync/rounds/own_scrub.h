// Reads the files of own courseware about once a month, as scrub.h does with lessons. Nobody can send them
// again but who brought them, so a damaged one is told: on its page to its owner, as a problem to the
// technician, until it was brought again or deleted. Used from one thread.
#pragma once

#include "storage/courseware/courseware.h"
#include "sync/engine.h"

namespace lianxiao::sync {

class OwnScrub {
 public:
  explicit OwnScrub(const Parts& parts) : parts_(parts) {}

  // Reads for about kCommandStepMs, one file at least, if one is due. The bytes that were read.
  Result<std::int64_t> Step(WallTime now);

 private:
  Status Check(const storage::CheckedCourseware& file);
  Status Tell(WallTime now);

  const Parts& parts_;
};

}  // namespace lianxiao::sync
