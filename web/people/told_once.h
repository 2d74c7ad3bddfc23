// "保存好了" is said once. A form that was taken leads to a page by "?done=added", which that page puts into
// words; kept in the address, a reload or the way back would say it again, as if it had been done again. So
// the word travels in a cookie instead, for that page alone and for a minute, and goes when it was shown.
// Pure.
#pragma once

#include <functional>

#include "web/http/http.h"

namespace lianxiao::web {

// Answers `request`; `done` of a redirect's address goes into the cookie, and comes out of it as part of the
// query that `answer` sees. `secure`: the cookie goes over TLS alone.
Response TellOnce(const Request& request, bool secure, const std::function<Response(const Request&)>& answer);

}  // namespace lianxiao::web
