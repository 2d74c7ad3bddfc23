// The school's own courseware among what a search of lessons shows, apart from the county's.
#pragma once

#include <functional>
#include <string>

#include "web/words/page.h"
#include "web/words/render.h"

namespace lianxiao::web {

struct OwnQuery {
  std::string typed;           // All of it.
  std::string words;           // Without what was understood as grade and subject.
  std::string grade, subject;  // May be empty.
};

// Sets the section `own_found` when there is any. Safe from any thread.
using OwnFinder = std::function<void(Fields& fields, const OwnQuery& query, const Page& page)>;

}  // namespace lianxiao::web
