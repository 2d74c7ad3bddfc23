// Logging in for programs: the same steps as the pages, as JSON.
#pragma once

#include "web/http/http.h"
#include "web/people/people_site.h"

namespace lianxiao::web {

// POST /api/v1/session with {"login", "password"}, then {"ticket", "new_password"} or {"ticket", "digits"}
// when the answer's "state" asks for it; DELETE /api/v1/session; GET /api/v1/me.
void AddSessionApi(Router& router, const PeopleSite& site);

}  // namespace lianxiao::web
