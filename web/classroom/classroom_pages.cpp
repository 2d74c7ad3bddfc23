#include "web/classroom/classroom_pages.h"

#include "web/classroom/browse_page.h"
#include "web/classroom/home_page.h"
#include "web/classroom/phone_page.h"
#include "web/classroom/resource_page.h"
#include "web/classroom/search_page.h"
#include "web/classroom/timetable.h"

namespace lianxiao::web {

void AddClassroomPages(Router& router, SchoolView& view, const SchoolSiteOptions& options) {
  const auto add = [&router](std::string pattern, Handler handler, Cost cost = Cost::kLittle) {
    router.Add({.method = "GET",
                .pattern = std::move(pattern),
                .handler = std::move(handler),
                .needs = storage::Permission::kBrowse,
                .cost = cost});
  };
  add("/", [&view, options](const Request& request, const Captures&) {
    return HomePage(request, view, {options.teaching.get(), options.progress, options.news});
  });
  add("/week", [&view](const Request& request, const Captures&) { return WeekPage(request, view); });
  add("/browse", [&view, options](const Request& request, const Captures&) {
    return BrowsePage(request, view, options.teaching.get());
  });
  add(
      "/search",
      [&view, options](const Request& request, const Captures&) {
        return SearchResultsPage(request, view, {options.teaching.get(), options.own});
      },
      Cost::kSearch);
  add("/phone", [&view, options](const Request& request, const Captures&) {
    return PhonePage(request, view,
                     options.own_addresses ? options.own_addresses() : std::vector<std::string>());
  });
  add("/r/{id}", [&view, options](const Request& request, const Captures& captures) {
    return ResourcePage(request, captures.at("id"), view, options);
  });
}

}  // namespace lianxiao::web
