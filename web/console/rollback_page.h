// /rollback: what can be taken back, what that would do, and asking for it (回退). Nothing is published from
// here: the person with the signing keys does it with one command.
#pragma once

#include "web/http/http.h"
#include "web/people/people_site.h"
#include "web/rollback_view.h"

namespace lianxiao::web {

// GET /rollback, /rollback/{kind}/{id}; POST the same to ask, /rollback/requests/{number}/drop. For those who
// hand in lessons.
void AddRollbackPages(Router& router, RollbackView& view, const PeopleSite& site);

}  // namespace lianxiao::web
