// GET /: what is new, what is on its way, and the ways in: search, textbook, subject.
#pragma once

#include "web/http/http.h"
#include "web/school_view.h"
#include "web/teaching/teaching_site.h"

namespace lianxiao::web {

// `teaching`: of the teacher who is logged in; null: nobody has any.
Response HomePage(const Request& request, const SchoolView& view, const TeachingSite* teaching);

}  // namespace lianxiao::web
