#include "web/center_site.h"

#include "web/api/center_api.h"
#include "web/api/repository.h"
#include "web/console/console_pages.h"
#include "web/words/assets.h"

namespace lianxiao::web {

Router CenterRoutes(CenterView& view) {
  Router router;
  AddRepository(router, view);
  AddCenterApi(router, view);
  AddConsolePages(router, view);
  AddAssets(router);
  return router;
}

Router CenterControlRoutes(CenterView& view) {
  Router router;
  AddCenterStatus(router, view);
  AddCenterControl(router, view);
  return router;
}

}  // namespace lianxiao::web
