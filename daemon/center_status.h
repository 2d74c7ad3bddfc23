// `lianxiao center status`: how the center is, and what a person may have to do about its kernel. Used from
// one thread.
#pragma once

#include <string>

#include "daemon/console.h"

namespace lianxiao::daemon {

// Of the running center whose folder this is. Returns the exit code. `as_json`: as the API gives it.
int ShowCenterStatus(const Console& console, const std::string& folder, bool as_json);

}  // namespace lianxiao::daemon
