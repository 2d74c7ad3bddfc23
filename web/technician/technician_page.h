// The technician's page of a box: a verdict in words, then the figures behind it.
#pragma once

#include "web/http/http.h"
#include "web/school_view.h"

namespace lianxiao::web {

// GET /status. `view` outlives the router. The handler is safe from any thread.
void AddTechnicianPage(Router& router, SchoolView& view);

}  // namespace lianxiao::web
