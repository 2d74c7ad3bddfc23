// All routes of the county center: the static repository, the API for boxes, the console's pages.
#pragma once

#include "web/center_view.h"
#include "web/http/http.h"
#include "web/people/people_site.h"

namespace lianxiao::web {

// With logins and accounts; each route says what it needs, and Guarded() enforces it (web/people/gate.h).
// `view` and what `people` refers to outlive the router.
Router CenterRoutes(CenterView& view, const PeopleSite& people);
// What may be had without TLS, because all of it is signed: the repository, the card, the word on TLS keys.
Router CenterPlainRoutes(CenterView& view);
// The control socket: what the console reads, enrolment codes, accounts.
Router CenterControlRoutes(CenterView& view, const PeopleSite& people);

}  // namespace lianxiao::web
