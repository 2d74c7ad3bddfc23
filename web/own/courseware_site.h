// 本校课件 in the classroom: pages, files and API of what the school's own teachers brought, apart from the
// county's library. Whoever may browse sees it; whoever teaches adds; an item is changed by who added it and
// by the school's managers.
//
//   GET /courseware               GET, POST /courseware/new, /courseware/{id}/edit
//   GET /courseware/{id}          POST /courseware/{id}/delete, …/restore, …/earlier, /courseware/give-up
//   GET /courseware/{id}/file/{version}/{name...}
//   /api/v1/courseware…           as JSON, and uploads in pieces: openapi/school.json
#pragma once

#include "storage/courseware/shelf.h"
#include "web/http/http.h"
#include "web/people/people_site.h"
#include "web/school_view.h"

namespace lianxiao::web {

// What it refers to outlives the routes.
struct CoursewareSite {
  storage::CoursewareShelf& shelf;
  const SchoolView& school;
  PeopleSite people;
};

// All of it. To be guarded (gate.h).
void AddOwnCourseware(Router& router, const CoursewareSite& site);

// Its parts.
void AddCoursewarePages(Router& router, const CoursewareSite& site);
void AddCoursewareForms(Router& router, const CoursewareSite& site);
void AddCoursewareApi(Router& router, const CoursewareSite& site);

}  // namespace lianxiao::web
