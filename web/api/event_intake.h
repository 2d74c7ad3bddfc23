// Events as a page reports them: from bytes to values, and nothing believed that the box knows better.
// Pure.
#pragma once

#include <string_view>
#include <vector>

#include "storage/base/result.h"
#include "storage/formats/usage.h"
#include "web/http/http.h"

namespace lianxiao::web {

inline constexpr std::size_t kMaxEventsAtOnce = 100;

// One event or a list of them. Times, boot, clock and person are the box's to say, so what a browser sends
// of them is dropped. kInvalid names the event and field.
Result<std::vector<formats::Event>> ReadEvents(std::string_view body);

// Whether a request that changes something comes from a page of this very origin, or from no page at
// all. Courseware runs on another origin and must not report lessons as played.
bool IsOwnOrigin(const Request& request);

}  // namespace lianxiao::web
