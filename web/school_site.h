// All routes of a school box: classroom pages, technician's page, API, media; and, on a second origin,
// the courseware of HTML5 packages, which must not reach the first.
#pragma once

#include <memory>
#include <string>

#include "web/chapters_view.h"
#include "web/classroom/pdf_files.h"
#include "web/classroom/phone_page.h"
#include "web/http/http.h"
#include "web/news_view.h"
#include "web/own_finder.h"
#include "web/people/people_site.h"
#include "web/progress_view.h"
#include "web/school_view.h"
#include "web/teaching/teaching_site.h"

namespace lianxiao::web {

struct SchoolSiteOptions {
  // Port of the courseware origin, as pages must link it ("8481"); the host is that of the request.
  std::string courseware_port;
  PdfFolders pdf = {};
  // Teachers' own things on the lesson's and the first page; null: there are none.
  std::shared_ptr<const TeachingSite> teaching = nullptr;
  OwnAddresses own_addresses = nullptr;    // For the page that leads phones here; none without.
  const ProgressView* progress = nullptr;  // Null: the first page shows no unit of the week.
  const NewsView* news = nullptr;          // Null: nor what paired schools and studios sent.
  ChapterSource chapters = nullptr;        // None: films are shown without.
  OwnFinder own = nullptr;                 // None: a search shows lessons alone.
};

// Pages and /api/v1, with logins and accounts; each route says what it needs, and Guarded() enforces it
// (web/people/gate.h). `view` and what `people` refers to outlive the router.
Router SchoolRoutes(SchoolView& view, const PeopleSite& people, SchoolSiteOptions options);
// GET /p/{id}/{path...}. Knows no login: courseware runs where cookies do not reach.
Router CoursewareRoutes(SchoolView& view);
Router SchoolControlRoutes(SchoolView& view, const PeopleSite& people);  // The control socket.

}  // namespace lianxiao::web
