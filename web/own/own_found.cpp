// What a search of lessons shows of the school's own courseware.
#include "web/own/courseware_rules.h"
#include "web/own/courseware_site.h"

namespace lianxiao::web {
namespace {

constexpr std::int64_t kShown = 4;  // A glance; the rest is one tap away.

}  // namespace

OwnFinder FindsOwn(const CoursewareSite& site) {
  return [site](Fields& fields, const OwnQuery& query, const Page& page) {
    storage::CoursewareFilter filter;
    filter.words = query.words;
    filter.grade = query.grade;
    filter.subject = query.subject;
    filter.limit = kShown;
    const auto list = site.shelf.List(filter);
    if (!list || list->items.empty()) return;  // The lessons are found all the same.
    const auto now = site.people.clock.Wall();
    Fields::List rows;
    for (const auto& item : list->items) rows.push_back(CoursewareRow(site, item, page, now));
    Fields found;
    found.Set("own", std::move(rows));
    if (list->total > kShown) {
      found.Set("own_more", Fields()
                                .Set("own_all", Address("/courseware", {{"q", query.words},
                                                                        {"grade", query.grade},
                                                                        {"subject", query.subject}}))
                                .Set("own_tally", page.words().Count("own.tally", list->total)));
    }
    fields.Set("own_found", std::move(found));
  };
}

}  // namespace lianxiao::web
