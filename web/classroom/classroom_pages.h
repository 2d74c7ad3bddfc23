// What teachers see: home, browse, search, a resource. Everything is a plain page that needs no script;
// script adds resuming, keys and the count of minutes played.
#pragma once

#include "web/http/http.h"
#include "web/school_site.h"
#include "web/school_view.h"

namespace lianxiao::web {

// GET /, /browse, /search, /r/{id}. `view` outlives the router. Handlers are safe from any thread.
void AddClassroomPages(Router& router, SchoolView& view, const SchoolSiteOptions& options);

}  // namespace lianxiao::web
