// GET /search?q=: what was found, or kindly that nothing was and where to look instead.
#pragma once

#include "web/http/http.h"
#include "web/own_finder.h"
#include "web/school_view.h"
#include "web/teaching/teaching_site.h"

namespace lianxiao::web {

struct SearchPageParts {
  const TeachingSite* teaching = nullptr;  // Null: nothing is kept for teachers.
  OwnFinder own = nullptr;                 // Null: lessons alone are looked for.
};

// Records a `searched` event for the first page of results, so that the county learns what is missing; not
// when somebody came back to it ("back=1") from something done there.
Response SearchResultsPage(const Request& request, SchoolView& view, const SearchPageParts& parts = {});

}  // namespace lianxiao::web
