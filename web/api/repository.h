// The county's published library as static files, at the county or at a relay. Any plain web server over the
// same folder serves boxes just as well; this one saves a small county from running two.
#pragma once

#include "web/center_view.h"
#include "web/http/http.h"

namespace lianxiao::web {

// GET /metadata/…, /targets/…, /blobs/…. `view` outlives the router.
void AddRepository(Router& router, CenterView& view);
void AddRepository(Router& router, const FindRepositoryFile& find);

}  // namespace lianxiao::web
