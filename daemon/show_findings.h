// What is wrong with a table that was handed in, told on standard error, one line a finding.
#pragma once

#include "center/ingest/findings.h"
#include "daemon/console.h"

namespace lianxiao::daemon {

// The lines alone.
void TellFindings(const Console& console, const center::Findings& findings);
// And that nothing was taken in. Returns the exit code, 1.
int ShowFindings(const Console& console, const center::Findings& findings);

}  // namespace lianxiao::daemon
