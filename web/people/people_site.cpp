#include "web/people/people_site.h"

#include "web/people/account_api.h"
#include "web/people/account_pages.h"
#include "web/people/audit_page.h"
#include "web/people/code_slips.h"
#include "web/people/device_words.h"
#include "web/people/login_pages.h"
#include "web/people/own_api.h"
#include "web/people/own_page.h"
#include "web/people/session_api.h"
#include "web/people/visitor.h"

namespace lianxiao::web {

storage::Actor ActorOf(const Request& request) {
  if (request.visitor) return request.visitor->actor;
  if (request.local) return storage::Actor::Console();
  return {"", "", request.peer};
}

storage::Origin OriginOf(const Request& request) {
  return {request.peer, DeviceWords(request.Header("user-agent"))};
}

void AddPeoplePages(Router& router, const PeopleSite& site) {
  AddLoginPages(router, site);
  AddOwnPages(router, site);
  AddOwnApi(router, site);
  AddAccountPages(router, site);
  AddCodeSlips(router, site);
  AddAuditPages(router, site);
  AddSessionApi(router, site);
  AddAccountApi(router, site);
}

void AddPeopleControl(Router& router, const PeopleSite& site) { AddAccountApi(router, site); }

}  // namespace lianxiao::web
