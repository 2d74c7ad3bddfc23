// Login codes for many at once, a slip of paper for each: for everybody who has not logged in yet, chosen
// from a list, shown once, to be printed and cut. For who may manage people.
#pragma once

#include "web/http/http.h"
#include "web/people/people_site.h"

namespace lianxiao::web {

// GET and POST /people/codes. Handlers are safe from any thread.
void AddCodeSlips(Router& router, const PeopleSite& site);

}  // namespace lianxiao::web
