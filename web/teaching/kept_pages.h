// Favourites, notes and what was opened lately: what a teacher keeps of single lessons.
#pragma once

#include "web/teaching/teaching_page.h"

namespace lianxiao::web {

Response ShowFavourites(const TeachingSite& site, const Request& request, const Captures& captures);
// Fields: kind, id; kept, "yes" or "no"; next.
Response SetFavourite(const TeachingSite& site, const Request& request, const Captures& captures);

Response ShowOpened(const TeachingSite& site, const Request& request, const Captures& captures);
Response ClearOpened(const TeachingSite& site, const Request& request, const Captures& captures);

// Fields: kind, id, note; next.
Response SetNote(const TeachingSite& site, const Request& request, const Captures& captures);

}  // namespace lianxiao::web
