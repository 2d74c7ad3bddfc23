#include "sync/plan/plan_options.h"

namespace lianxiao::sync {

PlanOptions Joined(const PlanOptions& own, const PlanOptions& county) {
  const PlanOptions none;
  auto joined = own;
  // Rules without hours differ in the cap that a school would have in hours it did not name.
  auto unruled = own.windows;
  unruled.school_bytes_per_second = 0;
  if (unruled == none.windows && own.outside == none.outside) {
    joined.windows = county.windows;
    joined.outside = county.outside;
  }
  if (own.quota.month_bytes == 0) joined.quota = county.quota;
  return joined;
}

}  // namespace lianxiao::sync
