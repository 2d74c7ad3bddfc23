// The county's letters over HTTP: to boxes as sealed bytes, and what goes into them over the control socket.
#pragma once

#include "web/http/http.h"
#include "web/mailbox_view.h"

namespace lianxiao::web {

// GET /api/v1/devices/{device}/letter
void AddLetters(Router& router, MailboxView& view);
// /control/v1/notices and /control/v1/schools/{school}/…, where the school "all" means every one.
void AddMailboxControl(Router& router, MailboxView& view);

}  // namespace lianxiao::web
