// Wishes to go back over the control socket, and the acts of page and socket, noted in the audit log.
#pragma once

#include "web/http/http.h"
#include "web/people/people_site.h"
#include "web/rollback_view.h"

namespace lianxiao::web {

// GET /control/v1/rollbacks, POST /control/v1/rollbacks/{number}/done {"by"}
void AddRollbackControl(Router& router, RollbackView& view, const PeopleSite& site);

struct RollbackAsk {
  std::string kind, id, plan, why;
};
Result<RollbackWish> AskNoted(RollbackView& view, const PeopleSite& site, const Request& request,
                              const RollbackAsk& ask);
Status DropNoted(RollbackView& view, const PeopleSite& site, const Request& request,
                 const std::string& number);

}  // namespace lianxiao::web
