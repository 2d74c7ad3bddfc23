// /control/v1/stick/offers…: own courseware on a stick, over the control socket alone.
#pragma once

#include "web/http/http.h"
#include "web/stick_offers.h"

namespace lianxiao::web {

void AddStickOffersControl(Router& router, StickOffers& view);

}  // namespace lianxiao::web
