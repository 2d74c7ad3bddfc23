// The files of resources, as the classroom plays and saves them.
#pragma once

#include "web/http/http.h"
#include "web/school_view.h"

namespace lianxiao::web {

// GET /files/{id}/{index}/{name...}: the file to show; with ?download=1 to save, which is recorded as an
// event when it begins. The name is for people and counts for nothing. What could run as a page of ours
// is only ever saved: packages play on their own origin. `view` outlives the router.
void AddMedia(Router& router, SchoolView& view);

// `attachment; filename="______.pdf"; filename*=UTF-8''%E4%BD%9C…` (RFC 6266).
std::string SaveAs(std::string_view name);

}  // namespace lianxiao::web
