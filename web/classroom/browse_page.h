// GET /browse: the way through the textbook, and what lies there.
#pragma once

#include "web/http/http.h"
#include "web/school_view.h"
#include "web/teaching/teaching_site.h"

namespace lianxiao::web {

// `teaching` null: nothing is kept for teachers.
Response BrowsePage(const Request& request, const SchoolView& view, const TeachingSite* teaching = nullptr);

}  // namespace lianxiao::web
