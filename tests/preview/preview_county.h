// A county of forty schools in every state its table has to show.
#pragma once

#include "tests/unit/web/fake_center_view.h"

namespace lianxiao::web {

FakeCenterView PreviewCounty();

}  // namespace lianxiao::web
