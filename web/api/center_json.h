// What the county center says of itself in JSON. The fields are described in openapi/center.json, and a
// test holds the two together. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "web/center_view.h"

namespace lianxiao::web {

nlohmann::json ToJson(const CenterStatus& status);
nlohmann::json ToJson(const SchoolRow& school);
nlohmann::json ToJson(const UseRow& use);
nlohmann::json ToJson(const WantedRow& wanted);

}  // namespace lianxiao::web
