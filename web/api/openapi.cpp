#include "web/api/openapi.h"

#include <cstdlib>

#include "lianxiao_web_OpenApiFiles.h"

namespace lianxiao::web {

std::string_view OpenApiDescription(std::string_view file) {
  for (const auto& embedded : OpenApiFiles()) {
    if (embedded.path == file) return embedded.bytes;
  }
  std::abort();  // A name that nobody built in is our own mistake.
}

void AddOpenApi(Router& router, std::string_view file) {
  const auto description = OpenApiDescription(file);
  router.Add({.method = "GET",
              .pattern = "/api/v1/openapi.json",
              .handler = [description](const Request&, const Captures&) {
                return Response::Json(std::string(description));
              }});
}

}  // namespace lianxiao::web
