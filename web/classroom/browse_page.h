// GET /browse: the way through the textbook, and what lies there.
#pragma once

#include "web/http/http.h"
#include "web/school_view.h"

namespace lianxiao::web {

Response BrowsePage(const Request& request, const SchoolView& view);

}  // namespace lianxiao::web
