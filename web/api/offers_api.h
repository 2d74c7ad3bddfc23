// Offers over HTTP: from boxes as signed statements and pieces, and for the command line on the control
// socket.
#pragma once

#include "web/http/http.h"
#include "web/offers_view.h"
#include "web/people/people_site.h"

namespace lianxiao::web {

// PUT /api/v1/devices/{device}/offers/{offer} and …/pieces/{piece}: {"next": n}
void AddOfferIntake(Router& router, OffersView& view);
// GET /control/v1/offers, POST /control/v1/offers/{id}/accept, …/decline {"why"}
void AddOffersControl(Router& router, OffersView& view, const PeopleSite& site);

// And POST /control/v1/offers/{id}/remove: {"bytes": n}, the room its folder took.
Result<std::int64_t> RemoveFolderNoted(OffersView& view, const PeopleSite& site, const Request& request,
                                       const std::string& id);
// Both ways of deciding, noted in the audit log.
Result<OfferHere> AcceptNoted(OffersView& view, const PeopleSite& site, const Request& request,
                              const std::string& id);
Status DeclineNoted(OffersView& view, const PeopleSite& site, const Request& request, const std::string& id,
                    const std::string& why);

}  // namespace lianxiao::web
