// Who may read what a command of the administrator's has made. Plain function.
#pragma once

#include <string>

#include "storage/base/result.h"

namespace lianxiao::center {

// An administrator may run a command as root; centerd must still be able to read what it made.
Status GiveToOwnerOf(const std::string& county, const std::string& path);

}  // namespace lianxiao::center
