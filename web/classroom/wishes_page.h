// /wishes: what somebody in the classroom asked for, and when it comes; the button on a lesson's page posts
// here too. And the same as an API:
//
//   GET /api/v1/wishes    PUT, DELETE /api/v1/wishes/{id}
//
// Whoever may browse may wish. The view outlives the routes.
#pragma once

#include "web/http/http.h"
#include "web/school_view.h"
#include "web/wishes_view.h"

namespace lianxiao::web {

void AddWishes(Router& router, WishesView& wishes, const SchoolView& school);

}  // namespace lianxiao::web
