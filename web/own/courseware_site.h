// 本校课件 in the classroom: pages, files and API of what the school's own teachers brought, apart from the
// county's library. Whoever may browse sees it; whoever teaches adds; an item is changed by who added it and
// by the school's managers.
//
//   GET /courseware               GET, POST /courseware/new, /courseware/{id}/edit
//   GET /courseware/{id}          POST /courseware/{id}/delete, …/restore, …/earlier, /courseware/give-up
//   GET /courseware/{id}/file/{version}/{name...}
//   POST /courseware/{id}/offer   推荐给县里, by who added it
//   /api/v1/courseware…           as JSON, and uploads in pieces: openapi/school.json
#pragma once

#include <functional>
#include <memory>

#include "storage/courseware/offer_book.h"
#include "storage/courseware/shelf.h"
#include "web/http/http.h"
#include "web/own_finder.h"
#include "web/people/people_site.h"
#include "web/school_view.h"
#include "web/teaching/teaching_site.h"

namespace lianxiao::web {

// What it refers to outlives the routes.
struct CoursewareSite {
  storage::CoursewareShelf& shelf;
  const SchoolView& school;
  PeopleSite people;
  storage::OfferBook* offers = nullptr;                    // Null: nothing is offered to the county.
  std::function<void()> offered = [] {};                   // Something waits to go up.
  std::shared_ptr<const TeachingSite> teaching = nullptr;  // Null: no lists, no favourites.
};

// All of it. To be guarded (gate.h).
void AddOwnCourseware(Router& router, const CoursewareSite& site);

// For the search of lessons.
OwnFinder FindsOwn(const CoursewareSite& site);

// Its parts.
void AddCoursewarePages(Router& router, const CoursewareSite& site);
void AddCoursewareForms(Router& router, const CoursewareSite& site);
void AddCoursewareApi(Router& router, const CoursewareSite& site);
void AddCoursewareOffers(Router& router, const CoursewareSite& site);  // Nothing, without offers.

}  // namespace lianxiao::web
