// What waits and when it comes, in a terminal: the JSON of GET /api/v1/queue in plain words.
#pragma once

#include <string>
#include <string_view>

#include "daemon/console.h"
#include "storage/base/result.h"
#include "storage/base/time.h"

namespace lianxiao::daemon {

Result<std::string> QueueText(std::string_view queue_json, const Console& console, WallTime now);

}  // namespace lianxiao::daemon
