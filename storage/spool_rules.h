// How much of other boxes' post a relay takes. Whoever fills it up with rubbish must not shut out the schools
// that are known: a device is known once the center has signed a receipt for it that came by here.
//
// A relay may lose or refuse anything without harm, for each box keeps its own until a receipt covers it.
// Pure.
#pragma once

#include <cstdint>

#include "storage/base/result.h"

namespace lianxiao::storage {

struct SpoolLimits {
  std::int64_t bytes = std::int64_t{256} << 20;  // Of all.
  // Of one school: a term without a line is some 2 MiB.
  std::int64_t device_bytes = 16 << 20;
  std::int64_t device_batches = 128;
  std::int64_t devices = 200;  // An alliance has some dozen schools.
  // Of one that is not known, and of all of those together a quarter of everything.
  std::int64_t stranger_bytes = 1 << 20;
  std::int64_t stranger_batches = 8;
};

struct SpoolUse {
  std::int64_t bytes = 0, batches = 0;
};

struct SpoolState {
  SpoolUse all, strangers, device;
  std::int64_t devices = 0;  // With something here, this one not counted unless it has.
  bool known = false;        // This device.
  bool is_new = false;       // It has nothing here yet.
};

// Whether `bytes` more of one device are taken. kNoSpace "relay.full: …": not now, another time.
Status MayTake(const SpoolLimits& limits, const SpoolState& state, std::int64_t bytes);

}  // namespace lianxiao::storage
