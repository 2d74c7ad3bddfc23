// Brings box and center together with a code typed once (storage/formats/enrolment.h draws it), over the line
// or by files on a stick (enrolment_files.h). Believes nothing the code's fingerprint does not vouch for. A
// box that enrols anew gets a new identity; its lessons stay, and what it had not sent goes up under the new
// one.
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

// Without a line. `code` empty: the one in the code file. Also kInvalid as ReadCodeFile says, and
// "enrol_file.other_center: …".
Result<std::string> MakeRequestFile(const Parts& parts, const Options& options, const std::string& code,
                                    const std::string& code_file);
// The answer to the newest request file. kInvalid as ReadGrantFile says, and "enrol_file.no_request: …",
// "enrol_file.other_center: …", "enrol_file.other_request: …"; kUntrusted.
Status TakeGrantFile(const Parts& parts, const std::string& bytes);

}  // namespace lianxiao::sync
