#include "web/people/people_site.h"

#include "web/people/account_api.h"
#include "web/people/account_pages.h"
#include "web/people/audit_page.h"
#include "web/people/login_pages.h"
#include "web/people/own_page.h"
#include "web/people/session_api.h"
#include "web/people/visitor.h"

namespace lianxiao::web {

storage::Actor ActorOf(const Request& request) {
  if (request.visitor) return request.visitor->actor;
  if (request.local) return storage::Actor::Console();
  return {"", "", request.peer};
}

void AddPeoplePages(Router& router, const PeopleSite& site) {
  AddLoginPages(router, site);
  AddOwnPages(router, site);
  AddAccountPages(router, site);
  AddAuditPages(router, site);
  AddSessionApi(router, site);
  AddAccountApi(router, site);
}

void AddPeopleControl(Router& router, const PeopleSite& site) { AddAccountApi(router, site); }

}  // namespace lianxiao::web
