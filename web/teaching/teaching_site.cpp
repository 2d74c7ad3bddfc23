#include "web/teaching/teaching_site.h"

#include "web/people/visitor.h"

namespace lianxiao::web {

bool MayTeach(const Request& request) {
  return request.visitor && storage::May(request.visitor->account.role, storage::Permission::kTeach);
}

void AddTeaching(Router& router, const TeachingSite& site) {
  AddTeachingPages(router, site);
  AddTeachingApi(router, site);
}

}  // namespace lianxiao::web
