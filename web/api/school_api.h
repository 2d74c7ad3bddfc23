// The JSON API of a school box, described in openapi/school.json.
#pragma once

#include "web/http/http.h"
#include "web/school_view.h"

namespace lianxiao::web {

// GET /api/v1/…, POST /api/v1/events. `view` outlives the router. Handlers are safe from any thread.
void AddSchoolApi(Router& router, SchoolView& view);
// POST /control/v1/…; they answer only requests that came over the control socket.
void AddSchoolControl(Router& router, SchoolView& view);
// GET /api/v1/status alone.
void AddSchoolStatus(Router& router, SchoolView& view);

}  // namespace lianxiao::web
