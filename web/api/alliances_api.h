// Pairings and alliances over HTTP, the same for programs that log in and for the command line on the control
// socket. What changes something stands in the security log.
#pragma once

#include "web/alliances_view.h"
#include "web/http/http.h"
#include "web/people/people_site.h"

namespace lianxiao::web {

// GET and POST /api/v1/pairings, POST …/end; GET and POST /api/v1/alliances, POST …/{id}/join, /leave, /end.
void AddAlliancesApi(Router& router, AlliancesView& view, const PeopleSite& site);

// The acts, noted; for the console's page as well.
Status PairNoted(AlliancesView& view, const PeopleSite& site, const Request& request,
                 const PairingRow& pairing);
Status UnpairNoted(AlliancesView& view, const PeopleSite& site, const Request& request,
                   const PairingRow& pairing);
Status PutAllianceNoted(AlliancesView& view, const PeopleSite& site, const Request& request,
                        const std::string& id, const std::string& name, const std::string& central);
Status JoinNoted(AlliancesView& view, const PeopleSite& site, const Request& request, const std::string& id,
                 const std::string& school);
Status LeaveNoted(AlliancesView& view, const PeopleSite& site, const Request& request, const std::string& id,
                  const std::string& school);
Status EndAllianceNoted(AlliancesView& view, const PeopleSite& site, const Request& request,
                        const std::string& id);

}  // namespace lianxiao::web
