// The security log: who logged in and who changed what, newest first, and as a file with its hashes.
#pragma once

#include "web/http/http.h"
#include "web/people/people_site.h"

namespace lianxiao::web {

// GET /audit, /audit.csv, /audit.ndjson. Handlers are safe from any thread.
void AddAuditPages(Router& router, const PeopleSite& site);

// All rows, oldest first, each with the hash that chains it to the one before. CSV with a heading line and a
// byte order mark, as spreadsheets want it; NDJSON one object a line.
Result<std::string> AuditCsv(const storage::AuditLog& log);
Result<std::string> AuditNdjson(const storage::AuditLog& log);

}  // namespace lianxiao::web
