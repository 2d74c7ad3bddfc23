// Makes many deltas on two threads, fewer when pairs are large, and hands each over as soon as it is made.
#pragma once

#include <functional>
#include <vector>

#include "center/publish/blob_store.h"
#include "center/publish/delta_plan.h"
#include "center/publish/workshop.h"
#include "storage/base/result.h"

namespace lianxiao::center {

struct DeltaLimits {
  double keep_below = 0.9;        // As PublishOptions::keep_delta_below.
  std::int64_t memory_bytes = 0;  // What runs side by side takes no more; a pair that needs more runs alone.
};

// `done` is called on the caller's thread, in the order of finishing; a kept delta is durably in `blobs`
// by then. Stops at the first failure and returns it.
Status MakeDeltas(BlobStore& blobs, const std::vector<DeltaJob>& jobs, const DeltaLimits& limits,
                  const std::function<Status(const DeltaJob&, const TriedDelta&)>& done);

}  // namespace lianxiao::center
