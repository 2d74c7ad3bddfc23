// Accounts and the security log for programs: the console's own scripts and the command line, which comes
// over the control socket as the machine's own admin.
#pragma once

#include "web/http/http.h"
#include "web/people/people_site.h"

namespace lianxiao::web {

// GET and POST /api/v1/accounts; GET, PUT and DELETE /api/v1/accounts/{id}; POST
// /api/v1/accounts/{id}/code, …/disable, …/enable, …/end-sessions; GET /api/v1/accounts/{id}/export,
// /api/v1/audit, /api/v1/audit/export, /api/v1/audit/check. Handlers are safe from any thread.
void AddAccountApi(Router& router, const PeopleSite& site);

}  // namespace lianxiao::web
