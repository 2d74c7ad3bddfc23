// The county's console: schools, use of the resources, how a box joins.
#pragma once

#include "web/center_view.h"
#include "web/http/http.h"

namespace lianxiao::web {

// GET /, /use, /join. `view` outlives the router. Handlers are safe from any thread.
void AddConsolePages(Router& router, CenterView& view);

}  // namespace lianxiao::web
