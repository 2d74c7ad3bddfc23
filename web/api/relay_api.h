// What a relay serves to the boxes of its alliance: the same URLs as the county. On a listener of its own,
// without login, for all of it is signed or sealed (docs/relay.md says what an onlooker sees).
#pragma once

#include "web/http/http.h"
#include "web/relay_view.h"

namespace lianxiao::web {

// `view` outlives the router.
Router RelayRoutes(RelayView& view);

}  // namespace lianxiao::web
