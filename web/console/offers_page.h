// /offers: courseware that schools offer to the county (共建), to be looked at, taken or declined.
#pragma once

#include "web/http/http.h"
#include "web/offers_view.h"
#include "web/people/people_site.h"

namespace lianxiao::web {

// GET /offers, /offers/{id}/file; POST /offers/{id}/accept, …/decline, …/remove. For reviewers.
void AddOffersPages(Router& router, OffersView& view, const PeopleSite& site);

}  // namespace lianxiao::web
