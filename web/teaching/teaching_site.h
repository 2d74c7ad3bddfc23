// What the pages and the API of teachers' own things work with. Plain value; what it refers to outlives the
// routes. Everything is of the account that is logged in.
#pragma once

#include <functional>
#include <string>

#include "storage/base/time.h"
#include "storage/teaching/teaching.h"
#include "web/http/http.h"
#include "web/questions_view.h"
#include "web/teaching_view.h"

namespace lianxiao::web {

struct TeachingSite {
  storage::Teaching& kept;
  const TeachingView& view;
  const Clock& clock;
  std::function<std::string()> place_name = [] { return std::string(); };  // For the header.
  QuestionsView* questions = nullptr;  // Null: nobody here writes to other schools.
};

// /teaching and what is below it, and /api/v1/me/favourites, /notes, /opened, /lists, /school-lists. To be
// guarded (people/gate.h). Handlers are safe from any thread.
void AddTeaching(Router& router, const TeachingSite& site);
// The parts of it.
void AddTeachingPages(Router& router, const TeachingSite& site);
void AddQuestionsApi(Router& router, const TeachingSite& site);  // And /questions, /alliance-lists, …
void AddTeachingApi(Router& router, const TeachingSite& site);

}  // namespace lianxiao::web
