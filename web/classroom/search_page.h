// GET /search?q=: what was found, or kindly that nothing was and where to look instead.
#pragma once

#include "web/http/http.h"
#include "web/school_view.h"

namespace lianxiao::web {

// Records a `searched` event for the first page of results, so that the county learns what is missing.
Response SearchResultsPage(const Request& request, SchoolView& view);

}  // namespace lianxiao::web
