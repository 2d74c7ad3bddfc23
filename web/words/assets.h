// Style, script, icons: the files of pages/ that a browser asks for, all built into the program. Their
// addresses carry a digest of their bytes, so they may be kept for ever and are new when they change.
#pragma once

#include <string>
#include <string_view>

#include "storage/base/result.h"
#include "web/http/http.h"

namespace lianxiao::web {

// "/assets/style.css?v=…" for "style.css". kNotFound: no such file in pages/.
Result<std::string> AssetAddress(std::string_view name);

// GET /assets/{name} and GET /favicon.ico.
void AddAssets(Router& router);

}  // namespace lianxiao::web
