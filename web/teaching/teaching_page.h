// What the teacher's own pages share: the frame, the way between them, and what a form brought. Pure.
#pragma once

#include <string>

#include "web/people/form.h"
#include "web/teaching/teaching_site.h"
#include "web/words/page.h"

namespace lianxiao::web {

using TeachingHandler = Response (*)(const TeachingSite& site, const Request& request,
                                     const Captures& captures);

// Whose page it is; the route needs a login.
const std::string& AccountOf(const Request& request);

// `tab`: "lists", "favourites", "opened" or "school".
Page TeachingPage(const TeachingSite& site, const Request& request);
Response SendTeaching(const Page& page, std::string_view name, const std::string& tab, Fields fields,
                      const Error* failure, WallTime now);

// Fields kind and id.
storage::TeachingItem ItemOf(const Form& form);
// The item as it can be kept now. kNotFound "teaching.item_gone: …": its page is gone.
Result<ItemOnBox> FindItem(const TeachingSite& site, const storage::TeachingItem& item);
// Where a form that was taken leads: its field `next` if it names a page here, else `otherwise`.
Response GoOn(const Form& form, const std::string& otherwise);

}  // namespace lianxiao::web
