// Sticks over the control sockets of box and county; nobody else is answered.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "web/center_view.h"
#include "web/http/http.h"
#include "web/mailbox_view.h"
#include "web/stick_view.h"

namespace lianxiao::web {

nlohmann::json ToJson(const std::optional<StickNow>& stick);  // null: there was none.

// /control/v1/stick…
void AddStickControl(Router& router, StickAtBox& view);
// The intake of batches, status, holdings, and letters, as boxes have it over the line.
void AddStickControl(Router& router, StickAtCounty& view, CenterView& center, MailboxView& mailbox);

}  // namespace lianxiao::web
