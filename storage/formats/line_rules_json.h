// Rules of the line as a JSON object, for those whose own JSON holds one.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "storage/formats/json_fields.h"
#include "storage/formats/line_rules.h"

namespace lianxiao::formats {

nlohmann::json JsonOf(const LineRules& rules);
Result<LineRules> ReadLineRules(const nlohmann::json& object, const std::string& where);

}  // namespace lianxiao::formats
