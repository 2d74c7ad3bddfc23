// What a page and the API say of an item that was offered to the county.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "web/own/courseware_site.h"
#include "web/words/page.h"

namespace lianxiao::web {

// offer_may, offer_author; and, once offered, offer: offer_state, offer_why, offer_class, offer_icon,
// offer_link, offer_percent. For who may change the item; nothing for others.
void AddOfferFields(Fields& fields, const CoursewareSite& site, const Request& request,
                    const storage::Courseware& item, const Page& page);
// Null for who may not change the item, and for what was not offered.
nlohmann::json OfferJson(const CoursewareSite& site, const Request& request, const storage::Courseware& item);

}  // namespace lianxiao::web
