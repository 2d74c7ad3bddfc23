// 备课: one's own lists, one list, and those that the school shares.
#pragma once

#include "web/teaching/teaching_page.h"

namespace lianxiao::web {

Response ShowLists(const TeachingSite& site, const Request& request, const Captures& captures);
Response ShowSchoolLists(const TeachingSite& site, const Request& request, const Captures& captures);
Response ShowList(const TeachingSite& site, const Request& request, const Captures& captures);

// Fields: name, class, day; kind and id of a first item, or neither; next.
Response MakeList(const TeachingSite& site, const Request& request, const Captures& captures);
// GET /teaching/add?kind=lesson&id=…&next=…: which list to put it on, for who comes from a search.
Response ChooseList(const TeachingSite& site, const Request& request, const Captures& captures);
// From a lesson's page or that one. Fields: list, kind, id; next.
Response AddToList(const TeachingSite& site, const Request& request, const Captures& captures);
// Fields: act, "change" (name, class, day), "share", "unshare", "copy" or "remove".
Response ChangeList(const TeachingSite& site, const Request& request, const Captures& captures);
// Fields: act, "up", "down", "remove" or "note" (note); item, its number.
Response ChangeItems(const TeachingSite& site, const Request& request, const Captures& captures);

}  // namespace lianxiao::web
