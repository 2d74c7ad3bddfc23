// The security log: who logged in and who changed what, newest first, and as a file with its hashes.
#pragma once

#include "web/http/http.h"
#include "web/people/people_site.h"

namespace lianxiao::web {

// GET /audit, /audit.csv, /audit.ndjson. Handlers are safe from any thread.
void AddAuditPages(Router& router, const PeopleSite& site);

}  // namespace lianxiao::web
