// What the JSON of both programs has in common. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/time.h"
#include "storage/formats/status_report.h"

namespace lianxiao::web {

nlohmann::json TimeOrNull(const std::optional<WallTime>& time);  // RFC 3339; null: has not happened.
nlohmann::json ProblemsJson(const std::vector<formats::Problem>& problems);

// Text that may come from outside goes out as valid UTF-8 whatever it was.
std::string Dump(const nlohmann::json& value);

}  // namespace lianxiao::web
