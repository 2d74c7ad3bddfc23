#include "web/school_site.h"

#include "web/api/courseware.h"
#include "web/api/media.h"
#include "web/api/school_api.h"
#include "web/classroom/classroom_pages.h"
#include "web/technician/technician_page.h"
#include "web/words/assets.h"

namespace lianxiao::web {

Router SchoolRoutes(SchoolView& view, const PeopleSite& people, SchoolSiteOptions options) {
  Router router;
  AddSchoolApi(router, view);
  AddMedia(router, view);
  AddClassroomPages(router, view, options);
  AddTechnicianPage(router, view);
  AddPeoplePages(router, people);
  AddAssets(router);
  AddPdfFiles(router, options.pdf);
  return router;
}

Router CoursewareRoutes(SchoolView& view) {
  Router router;
  AddCourseware(router, view);
  return router;
}

Router SchoolControlRoutes(SchoolView& view, const PeopleSite& people) {
  Router router;
  AddSchoolStatus(router, view);
  AddSchoolControl(router, view);
  AddPeopleControl(router, people);
  return router;
}

}  // namespace lianxiao::web
