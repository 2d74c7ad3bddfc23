// All routes of a school box: classroom pages, technician's page, API, media; and, on a second origin,
// the courseware of HTML5 packages, which must not reach the first.
#pragma once

#include <string>

#include "web/http/http.h"
#include "web/school_view.h"

namespace lianxiao::web {

struct SchoolSiteOptions {
  // Port of the courseware origin, as pages must link it ("8481"); the host is that of the request.
  std::string courseware_port;
};

Router SchoolRoutes(SchoolView& view, SchoolSiteOptions options);  // Pages and /api/v1.
Router CoursewareRoutes(SchoolView& view);                         // GET /p/{id}/{path...}
Router SchoolControlRoutes(SchoolView& view);                      // The control socket.

}  // namespace lianxiao::web
