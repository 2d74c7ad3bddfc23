// The part of the technician's page that says which relays this box asks, and what it carries for others.
#pragma once

#include "web/relay_now.h"
#include "web/words/page.h"
#include "web/words/render.h"

namespace lianxiao::web {

void AddRelay(Fields& fields, const RelayNow& relay, const Page& page);

}  // namespace lianxiao::web
