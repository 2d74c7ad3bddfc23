// What is done from the county's console and its control socket, each with a line in the security log that
// says who did it and from where.
#pragma once

#include <string>

#include "web/center_view.h"
#include "web/http/http.h"
#include "web/people/people_site.h"

namespace lianxiao::web {

// POST /join: a fresh enrolment code for a school, shown once. `view` outlives the router.
void AddConsoleActs(Router& router, CenterView& view, const PeopleSite& site);

// CenterView::MakeCode, noted. The code is handed out only when the line is in the log.
Result<CenterView::NewCode> MakeCodeNoted(CenterView& view, const PeopleSite& site, const Request& request,
                                          const std::string& school, const std::string& name,
                                          const std::string& address);

}  // namespace lianxiao::web
