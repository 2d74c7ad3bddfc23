// Brings box and center together with a code typed once (storage/formats/enrolment.h draws it). Believes
// nothing the code's fingerprint does not vouch for.
#pragma once

#include <string>

#include "storage/base/result.h"
#include "storage/box_state.h"
#include "sync/engine.h"
#include "sync/line/line.h"

namespace lianxiao::sync {

// kInvalid: the code has a slip, or this box belongs to another county; kOffline; kRefused: used, too old,
// too many tries; kUntrusted: not that center. The message says what to do next.
Status Enrol(Line& line, const Parts& parts, const Options& options, const std::string& code);

}  // namespace lianxiao::sync
