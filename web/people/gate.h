// Stands before the handlers: reads the session's cookie, refuses what the visitor may not do, and what
// another site made the browser send.
//
//   cookie ─▶ session ─▶ Route::needs? ─▶ not GET: form field "csrf" or header X-CSRF right? ─▶ handler
//
// A page that needs a login sends the browser to /login and back; the API answers 401 or 403. Routes that
// boxes use need no session: what they send is sealed and signed. The control socket needs none either.
//
// Routes that are dear are counted per address and per account: who asks for too much hears 429 and when to
// come again (rate_limits.h).
//
// The csrf token is asked wherever a login is. Two kinds of route that are not GET know no login: logging in
// itself and noting use in the classroom (kBrowse). They look at the Origin instead (web/api/event_intake.h),
// for nobody has a token yet, and sendBeacon cannot bring one.
#pragma once

#include <functional>
#include <string>

#include "storage/base/time.h"
#include "storage/people/people.h"
#include "web/http/http.h"

namespace lianxiao::web {

Instant SteadyNow();  // The machine's clock that no setting of the time touches.

struct GateOptions {
  bool secure_cookies = false;  // The listener speaks TLS.
  // Whether the school wants a login before browsing: routes that need kBrowse. Asked at each of them, for
  // the county's letter may say so at any time. Safe from any thread.
  std::function<bool()> classroom_login = [] { return false; };
  // Browsers share cookies between the ports of a machine, so box and county take names of their own.
  std::string cookie = "lianxiao_session";
  // By which the limits of dear routes are counted.
  std::function<Instant()> now = SteadyNow;
};

// The same routes, guarded; those that are answered at once need nothing and stay as they are. `people`
// outlives the router.
Router Guarded(const Router& routes, storage::People& people, GateOptions options);

// Values of Set-Cookie: the session until the browser is closed, and its end.
std::string SessionCookie(const GateOptions& options, const std::string& token);
std::string EndedCookie(const GateOptions& options);

// Where a browser may go on after a login: a path of this site as it stands in an address, else "/". What
// would lead to another site, or back to the login, is not taken.
std::string LocalPath(std::string_view next);

}  // namespace lianxiao::web
