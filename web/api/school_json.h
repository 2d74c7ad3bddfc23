// What a school box says of itself in JSON. The fields are described in openapi/school.json, and a test
// holds the two together. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "web/school_view.h"

namespace lianxiao::web {

nlohmann::json ToJson(const ResourceOnBox& resource);     // Without its files.
nlohmann::json WithFiles(const ResourceOnBox& resource);  // With them.
nlohmann::json ToJson(const LessonOnBox& lesson);
nlohmann::json ToJson(const QueueNow& queue);
nlohmann::json ToJson(const RelayNow& relay);
nlohmann::json ToJson(const BoxStatus& status);

}  // namespace lianxiao::web
