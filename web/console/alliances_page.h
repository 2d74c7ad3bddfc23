// /alliances: who helps whom (结对帮扶), which schools form an alliance (网络联校), and who has nobody yet.
#pragma once

#include "web/alliances_view.h"
#include "web/http/http.h"
#include "web/people/people_site.h"

namespace lianxiao::web {

// GET /alliances for whoever reads the console; POST /alliances/pair, /unpair, /put, /join, /leave and /end
// for those who manage boxes.
void AddAlliancesPages(Router& router, AlliancesView& view, const PeopleSite& site);

}  // namespace lianxiao::web
