#include "web/center_site.h"

#include "web/api/center_api.h"
#include "web/api/repository.h"
#include "web/console/console_acts.h"
#include "web/console/console_pages.h"
#include "web/words/assets.h"

namespace lianxiao::web {

Router CenterRoutes(CenterView& view, const PeopleSite& people) {
  Router router;
  AddRepository(router, view);
  AddCenterApi(router, view);
  AddConsolePages(router, view);
  AddConsoleActs(router, view, people);
  AddPeoplePages(router, people);
  AddAssets(router);
  return router;
}

Router CenterPlainRoutes(CenterView& view) {
  Router router;
  AddRepository(router, view);
  AddCenterCard(router, view);
  return router;
}

Router CenterControlRoutes(CenterView& view, const PeopleSite& people) {
  Router router;
  AddCenterReading(router, view);
  AddCenterControl(router, view, people);
  AddPeopleControl(router, people);
  return router;
}

}  // namespace lianxiao::web
