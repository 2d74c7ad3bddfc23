// The JSON API of a county center, described in openapi/center.json.
#pragma once

#include "web/center_view.h"
#include "web/http/http.h"

namespace lianxiao::web {

// `view` outlives the router. Handlers are safe from any thread.
void AddCenterApi(Router& router, CenterView& view);
// POST /control/v1/codes; answers only requests that came over the control socket.
void AddCenterControl(Router& router, CenterView& view);
// GET /api/v1/status alone.
void AddCenterStatus(Router& router, CenterView& view);

}  // namespace lianxiao::web
