// Makes many deltas on two threads, and hands each over as soon as it is made.
#pragma once

#include <functional>
#include <vector>

#include "center/publish/blob_store.h"
#include "center/publish/delta_plan.h"
#include "center/publish/workshop.h"
#include "storage/base/result.h"

namespace lianxiao::center {

// `done` is called on the caller's thread, in the order of finishing; a kept delta is durably in `blobs`
// by then. Stops at the first failure and returns it.
Status MakeDeltas(BlobStore& blobs, const std::vector<DeltaJob>& jobs, double keep_below,
                  const std::function<Status(const TriedDelta&)>& done);

}  // namespace lianxiao::center
