// The rows of this box's keys. Private to this room; called within a Write() or Read().
#pragma once

#include "storage/box_state.h"
#include "storage/database.h"

namespace lianxiao::storage::box_keys {

// Puts these in use unless they are already; those before them become the previous ones. What was pending
// for an enrolment or a rotation is over.
Status UseFromEnrolment(Connection& c, const DeviceKeys& keys);

}  // namespace lianxiao::storage::box_keys
