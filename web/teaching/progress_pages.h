// 教学进度: which class learns which unit in which week. /teaching/progress for who may teach, the week's
// units on the first page for everybody, and GET /api/v1/progress.
#pragma once

#include <functional>
#include <string>

#include "storage/base/time.h"
#include "web/http/http.h"
#include "web/progress_view.h"
#include "web/school_view.h"
#include "web/words/page.h"

namespace lianxiao::web {

// What the pages work with. Plain value; what it refers to outlives the routes.
struct ProgressSite {
  ProgressView& progress;
  const SchoolView& school;
  const Clock& clock;
  std::function<std::string()> place_name = [] { return std::string(); };
};

// To be guarded. Handlers are safe from any thread.
void AddProgress(Router& router, const ProgressSite& site);
// Fields of pages/this_week.html: nothing without a plan, or when the box does not know the day.
void AddThisWeek(Fields& fields, const ProgressView& progress, const BoxStatus& box, const Page& page);

}  // namespace lianxiao::web
