#include "web/teaching/teaching_site.h"

namespace lianxiao::web {

void AddTeaching(Router& router, const TeachingSite& site) {
  AddTeachingPages(router, site);
  AddTeachingApi(router, site);
  AddQuestionsApi(router, site);
}

}  // namespace lianxiao::web
