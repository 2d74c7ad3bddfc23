// The security log as a file to keep elsewhere: all rows, oldest first, each with the hash that chains it to
// the one before. Made while it is sent, a few hundred rows at a time, for a year of a county is long. `log`
// outlives what is returned.
#pragma once

#include <string_view>

#include "storage/people/audit_log.h"
#include "web/http/http.h"

namespace lianxiao::web {

enum class AuditForm { kCsv, kNdjson };

// CSV with a heading line and a byte order mark, as spreadsheets want it; NDJSON one object a line.
StreamBody AuditFile(const storage::AuditLog& log, AuditForm form);
std::string_view MediaType(AuditForm form);

}  // namespace lianxiao::web
