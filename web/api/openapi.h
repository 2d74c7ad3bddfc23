// The API's own description (OpenAPI 3.1), built into the program.
#pragma once

#include <string_view>

#include "web/http/http.h"

namespace lianxiao::web {

// The bytes of "openapi/school.json" or "openapi/center.json".
std::string_view OpenApiDescription(std::string_view file);

// GET /api/v1/openapi.json
void AddOpenApi(Router& router, std::string_view file);

}  // namespace lianxiao::web
