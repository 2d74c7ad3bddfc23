// All routes of the county center: the static repository, the API for boxes, the console's pages.
#pragma once

#include "web/center_view.h"
#include "web/http/http.h"

namespace lianxiao::web {

Router CenterRoutes(CenterView& view);
Router CenterControlRoutes(CenterView& view);  // The control socket.

}  // namespace lianxiao::web
