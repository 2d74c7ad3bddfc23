// Delegated libraries in words. Plain functions.
#pragma once

#include <string>
#include <vector>

#include "center/libraries/library_report.h"
#include "daemon/console.h"

namespace lianxiao::daemon {

std::vector<std::string> LibraryLines(const Console& console,
                                      const std::vector<center::LibraryReport>& libraries,
                                      const std::vector<center::LibraryDue>& due);
std::string LibrariesJson(const std::vector<center::LibraryReport>& libraries,
                          const std::vector<center::LibraryDue>& due);

}  // namespace lianxiao::daemon
