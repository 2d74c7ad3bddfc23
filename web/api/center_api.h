// The JSON API of a county center, described in openapi/center.json.
#pragma once

#include "web/center_view.h"
#include "web/http/http.h"
#include "web/people/people_site.h"

namespace lianxiao::web {

// `view` outlives the router. Handlers are safe from any thread.
void AddCenterApi(Router& router, CenterView& view);
// GET /api/v1/status, /schools and /use: what needs a login, and is on the control socket without.
void AddCenterReading(Router& router, CenterView& view);
// POST /control/v1/codes; answers only requests that came over the control socket.
// Enrolments, batches and status reports alone.
void AddCenterIntake(Router& router, CenterView& view);
void AddCenterControl(Router& router, CenterView& view, const PeopleSite& site);
// GET /api/v1/center and /api/v1/center/tls: who this is, in words that prove themselves.
void AddCenterCard(Router& router, CenterView& view);

}  // namespace lianxiao::web
