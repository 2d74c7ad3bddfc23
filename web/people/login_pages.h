// Coming in and going out: name and password or code, the first password, the second factor, the logout.
#pragma once

#include "web/http/http.h"
#include "web/people/people_site.h"

namespace lianxiao::web {

// GET and POST /login, POST /login/password, POST /login/code, POST /logout. Handlers are safe from any
// thread; a login waits for its turn with the password hash.
void AddLoginPages(Router& router, const PeopleSite& site);

}  // namespace lianxiao::web
