// GET /: what is new, what is on its way, and the ways in: search, textbook, subject.
#pragma once

#include "web/http/http.h"
#include "web/school_view.h"

namespace lianxiao::web {

Response HomePage(const Request& request, const SchoolView& view);

}  // namespace lianxiao::web
