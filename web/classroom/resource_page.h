// GET /r/{id}: the lesson itself, what belongs to it and what one should know about it.
#pragma once

#include <string>

#include "web/http/http.h"
#include "web/school_site.h"
#include "web/school_view.h"

namespace lianxiao::web {

// "http://192.168.1.2:8481" for a request to "192.168.1.2:8480"; empty when the request names no sound host.
std::string CoursewareOrigin(const Request& request, const SchoolSiteOptions& options);

// Records an `opened` event when the resource can be opened here.
Response ResourcePage(const Request& request, const std::string& id, SchoolView& view,
                      const SchoolSiteOptions& options);

}  // namespace lianxiao::web
