// What one person keeps for teaching, for that person. Called within a Read() or Write().
#pragma once

#include <string>

#include "storage/database.h"

namespace lianxiao::storage {

// {"favourites": […], "notes": […], "opened": […], "lists": [{…, "items": […]}], "posts": […]}
Result<std::string> ExportTeaching(Connection& c, const std::string& account);

}  // namespace lianxiao::storage
