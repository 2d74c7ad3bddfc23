// The pages of a school and a county that are not there, asked without a server.
#pragma once

#include <map>
#include <string>

#include "tests/unit/web/ask.h"
#include "tests/unit/web/fake_center_view.h"
#include "tests/unit/web/fake_school_view.h"
#include "web/classroom/classroom_pages.h"
#include "web/console/console_pages.h"
#include "web/technician/technician_page.h"
#include "web/words/assets.h"

namespace lianxiao::web {

struct School {
  School() {
    AddClassroomPages(router, view, {.courseware_port = "8481"});
    AddTechnicianPage(router, view);
    AddAssets(router);
  }
  Response Get(const std::string& address, const std::string& method = "GET") const {
    return Ask(router, {.method = method, .target = address, .headers = headers});
  }
  std::string Page(const std::string& address) const { return TextOf(Get(address)); }

  FakeSchoolView view;
  Router router;
  std::map<std::string, std::string, std::less<>> headers{{"host", "192.168.1.2:8480"}};
};

struct County {
  County() { AddConsolePages(router, view); }
  std::string Page(const std::string& address) const { return TextOf(Ask(router, {.target = address})); }

  FakeCenterView view;
  Router router;
};

}  // namespace lianxiao::web
