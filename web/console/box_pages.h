// What is done about one box from the county's console: shutting out one that was lost. Each act stands in
// the security log with who did it and from where; DevicesView sees to that.
#pragma once

#include "web/center_view.h"
#include "web/devices_view.h"
#include "web/http/http.h"
#include "web/people/people_site.h"

namespace lianxiao::web {

// GET and POST /boxes/{device}/revoke: a page that says what will happen, and the act. POST
// /api/v1/devices/{device}/revoke: the same for programs. All need kManageBoxes. The views outlive the
// router.
void AddBoxActs(Router& router, const CenterView& view, DevicesView& devices, const PeopleSite& site);

}  // namespace lianxiao::web
