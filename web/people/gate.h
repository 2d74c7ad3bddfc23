// Stands before the handlers: reads the session's cookie, refuses what the visitor may not do, and what
// another site made the browser send.
//
//   cookie ─▶ session ─▶ Route::needs? ─▶ not GET: form field "csrf" or header X-CSRF right? ─▶ handler
//
// A page that needs a login sends the browser to /login and back; the API answers 401 or 403. Routes that
// boxes use need no session: what they send is sealed and signed. The control socket needs none either.
#pragma once

#include <string>

#include "storage/people/people.h"
#include "web/http/http.h"

namespace lianxiao::web {

struct GateOptions {
  bool secure_cookies = false;   // The listener speaks TLS.
  bool classroom_login = false;  // The school wants a login before browsing: routes that need kBrowse.
};

// The same routes, guarded. `people` outlives the router.
Router Guarded(const Router& routes, storage::People& people, GateOptions options);

}  // namespace lianxiao::web
