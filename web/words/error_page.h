// A page for when there is no page: what happened, what is safe, what to do next, one sentence each.
#pragma once

#include "storage/base/result.h"
#include "web/http/http.h"

namespace lianxiao::web {

// For 400, 401, 403, 404, 405, 413, 416, 429, 500, 503; another status reads like 500. `detail` goes into the
// small print for the technician.
Response ErrorPage(const Request& request, int status, std::string_view detail = {});
// kNotFound is 404, kInvalid 400, the rest 500; the error's message is the small print.
Response ErrorPage(const Request& request, const Error& error);

}  // namespace lianxiao::web
