// How far the machine's clock can be believed. A small computer without a clock battery wakes up in 1970,
// or where its last clean shutdown left it.
#pragma once

#include "storage/base/time.h"
#include "storage/formats/usage.h"

namespace lianxiao::daemon {

// kUnset when the wall clock is before `known`, the latest time known to have been real. Otherwise
// kSynchronized if the kernel says a time source disciplines it (adjtimex(2)), else kFree.
formats::ClockQuality Judge(WallTime wall, WallTime known, bool disciplined);

bool KernelClockIsDisciplined();

}  // namespace lianxiao::daemon
