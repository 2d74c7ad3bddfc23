// Boxes as their technician and the county's handle them, over the control sockets alone: enrolment by files
// on both sides, shutting a box out.
#pragma once

#include "web/devices_view.h"
#include "web/enrolment_view.h"
#include "web/http/http.h"

namespace lianxiao::web {

// POST /api/v1/devices/{device}/keys: the boxes' own way to new keys, at the center.
void AddDeviceKeys(Router& router, DevicesView& view);
// POST /control/v1/enrolment-requests, /control/v1/enrolment-grants, /control/v1/key-rotations: on the box.
void AddEnrolmentControl(Router& router, EnrolmentView& view);
// POST /control/v1/code-files, /control/v1/grants, /control/v1/revocations: at the center.
void AddDevicesControl(Router& router, DevicesView& view);

}  // namespace lianxiao::web
