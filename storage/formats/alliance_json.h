// Partners and alliances as JSON objects, for those whose own JSON holds some.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "storage/formats/alliance.h"
#include "storage/formats/json_fields.h"

namespace lianxiao::formats {

nlohmann::json JsonOf(const Partner& partner);
nlohmann::json JsonOf(const Alliance& alliance);
// What is wrong shows in `fields.status()`; the caller Check()s.
void Read(JsonFields& fields, Partner& partner);
void Read(JsonFields& fields, Alliance& alliance);

}  // namespace lianxiao::formats
