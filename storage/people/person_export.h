// What is kept about one person, for that person. Private to this room.
#pragma once

#include <string>

#include "storage/people/desk.h"

namespace lianxiao::storage {

// As People::Export. JSON with "account", "sessions", "audit" and "teaching"; no hash, code or token.
Result<std::string> ExportPerson(const Desk& desk, const std::string& id, const Actor& by);

}  // namespace lianxiao::storage
