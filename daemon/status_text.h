// The technician's view in a terminal: the JSON of GET /api/v1/status in plain words.
#pragma once

#include <string>
#include <string_view>

#include "daemon/console.h"
#include "storage/base/result.h"

namespace lianxiao::daemon {

Result<std::string> StatusText(std::string_view status_json, const Console& console);

}  // namespace lianxiao::daemon
