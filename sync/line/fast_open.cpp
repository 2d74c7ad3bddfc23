#include "sync/line/fast_open.h"

#include "sync/line/tuning.h"

namespace lianxiao::sync {

bool FastOpen::May() {
  if (rest_ > 0) {
    --rest_;
    return false;
  }
  return ++asked_ % kFastOpenPlainEvery != 0;
}

void FastOpen::Note(Fate fate) {
  if (fate == Fate::kPassedOver) return;
  dropped_ = fate == Fate::kDropped ? dropped_ + 1 : 0;
  if (dropped_ < kFastOpenDropsToRest) return;
  dropped_ = 0;
  rest_ = kFastOpenRest;
}

}  // namespace lianxiao::sync
