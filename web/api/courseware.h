// The files of HTML5 packages, on an origin of their own: whatever a package's script does, it cannot
// reach the classroom's pages, nor anything outside.
#pragma once

#include "web/http/http.h"
#include "web/school_view.h"

namespace lianxiao::web {

// GET /p/{id}/{path...}; a folder's index.html for the folder. `view` outlives the router.
void AddCourseware(Router& router, SchoolView& view);

}  // namespace lianxiao::web
