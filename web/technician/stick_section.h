// The part of the technician's page that says how the newest stick went, and whether it may be pulled out.
#pragma once

#include <optional>

#include "web/stick_view.h"
#include "web/words/page.h"
#include "web/words/render.h"

namespace lianxiao::web {

void AddStick(Fields& fields, const std::optional<StickNow>& stick, const Page& page);

}  // namespace lianxiao::web
