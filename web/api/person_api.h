// What is done with people's data over the control socket.
#pragma once

#include "web/http/http.h"
#include "web/person_view.h"

namespace lianxiao::web {

// POST /control/v1/person/export and …/erase, of both places.
void AddPersonControl(Router& router, PersonView& view);
// POST /control/v1/teachers, of the county.
void AddTeacherControl(Router& router, TeacherView& view);

}  // namespace lianxiao::web
