// Delegated libraries in words. Plain functions.
#pragma once

#include <string>
#include <vector>

#include "center/libraries/library_report.h"
#include "daemon/console.h"

namespace lianxiao::daemon {

// What two people compare on the telephone: the first 16 digits in four groups, "364e ff02 ccee e862". As
// many as nobody can make a second key for.
std::string Fingerprint(const std::string& key_id);

std::vector<std::string> LibraryLines(const Console& console,
                                      const std::vector<center::LibraryReport>& libraries,
                                      const std::vector<center::LibraryDue>& due);
std::string LibrariesJson(const std::vector<center::LibraryReport>& libraries,
                          const std::vector<center::LibraryDue>& due);

}  // namespace lianxiao::daemon
