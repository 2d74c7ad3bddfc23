// /pins: lessons that stay on this box because a person wants them to, with what they take; the form with
// which a lesson's page pins and unpins posts here too. And the same as an API:
//
//   GET /api/v1/pins    PUT, DELETE /api/v1/pins/{id}    on the control socket: POST /control/v1/pins
//
// Needs kKeepLessons. The view outlives the routes.
#pragma once

#include "web/http/http.h"
#include "web/people/people_site.h"
#include "web/pins_view.h"

namespace lianxiao::web {

void AddPins(Router& router, PinsView& pins, const PeopleSite& site);
void AddPinsControl(Router& router, PinsView& pins);  // {"resource": ID, "pinned": "yes" or "no"}

}  // namespace lianxiao::web
