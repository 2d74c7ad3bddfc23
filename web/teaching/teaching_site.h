// What the pages and the API of teachers' own things work with. Plain value; what it refers to outlives the
// routes. Everything is of the account that is logged in.
#pragma once

#include <functional>
#include <string>

#include "storage/base/time.h"
#include "storage/teaching/teaching.h"
#include "web/http/http.h"
#include "web/teaching_view.h"

namespace lianxiao::web {

struct TeachingSite {
  storage::Teaching& kept;
  const TeachingView& view;
  const Clock& clock;
  std::function<std::string()> place_name = [] { return std::string(); };  // For the header.
};

// /teaching and what is below it, and /api/v1/me/favourites, /notes, /opened, /lists, /school-lists. To be
// guarded (people/gate.h). Handlers are safe from any thread.
void AddTeaching(Router& router, const TeachingSite& site);
// The two halves of it.
void AddTeachingPages(Router& router, const TeachingSite& site);
void AddTeachingApi(Router& router, const TeachingSite& site);

}  // namespace lianxiao::web
