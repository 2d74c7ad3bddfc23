// One account as pages show it, and the choices of a form for one.
#pragma once

#include "web/people/people_site.h"
#include "web/words/page.h"

namespace lianxiao::web {

Fields AccountFields(const PeopleSite& site, const Page& page, const storage::Account& account);
// The roles that the visitor may give.
Fields::List RoleChoices(const PeopleSite& site, const Request& request, const Page& page,
                         storage::Role chosen);
Fields::List SchoolChoices(const PeopleSite& site);

// Where somebody with a code of this place logs in, as the browser that asks calls this machine.
std::string LoginAddress(const PeopleSite& site, const Request& request);

// The account, and then what the learning log knows under its pseudonym.
Status EraseAccount(const PeopleSite& site, const std::string& id, const storage::Actor& by);

}  // namespace lianxiao::web
