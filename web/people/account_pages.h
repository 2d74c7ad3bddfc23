// The accounts of a place: list, add, new code, change, disable, erase. For who may manage people.
#pragma once

#include "web/http/http.h"
#include "web/people/people_site.h"

namespace lianxiao::web {

// GET /people, GET and POST /people/new, GET and POST /people/{id}, GET and POST /people/{id}/erase; POST
// /people/{id}/code, …/disable, …/enable, …/sessions. Handlers are safe from any thread.
void AddAccountPages(Router& router, const PeopleSite& site);

}  // namespace lianxiao::web
