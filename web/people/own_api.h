// One's own sessions and data for programs.
#pragma once

#include "web/http/http.h"
#include "web/people/people_site.h"

namespace lianxiao::web {

// GET /api/v1/me/sessions, DELETE /api/v1/me/sessions/{number}, POST /api/v1/me/end-other-sessions, GET
// /api/v1/me/export. Handlers are safe from any thread.
void AddOwnApi(Router& router, const PeopleSite& site);

}  // namespace lianxiao::web
