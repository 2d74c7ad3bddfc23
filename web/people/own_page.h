// One's own account: role, password, sessions, second factor, own data.
#pragma once

#include "web/http/http.h"
#include "web/people/people_site.h"

namespace lianxiao::web {

// GET /me, GET /me/export; POST /me/password, /me/sessions/{number}/end, /me/end-other-sessions,
// /me/second-factor, /me/second-factor/confirm, /me/second-factor/drop. Handlers are safe from any thread.
void AddOwnPages(Router& router, const PeopleSite& site);

}  // namespace lianxiao::web
