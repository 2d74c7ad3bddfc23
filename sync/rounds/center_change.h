// Follows the county when it gives its center new keys, of which its roots tell (formats::TufRoot::center):
//
//   a trusted root newer than those of the keys here names others
//     ─▶ what was cut for the old ones counts as never cut ─▶ the new ones are in the enrolment
//
// From there on nothing counts that the old keys signed, nothing more is sealed for them, and what no receipt
// of theirs covers is sealed anew. A power cut between the two only cuts once more. Plain function.
#pragma once

#include "storage/base/result.h"
#include "storage/box_state.h"
#include "sync/engine.h"
#include "sync/trust/trust.h"

namespace lianxiao::sync {

// True: the enrolment has changed. A root whose date is over still says more than the keys before it.
Result<bool> FollowCenter(const Parts& parts, const TrustedSet& trusted, const storage::Enrolled& enrolled);

}  // namespace lianxiao::sync
