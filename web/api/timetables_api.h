// Timetables over the control socket of the county center.
#pragma once

#include "web/http/http.h"
#include "web/timetables_view.h"

namespace lianxiao::web {

void AddTimetableControl(Router& router, TimetablesView& view);

}  // namespace lianxiao::web
