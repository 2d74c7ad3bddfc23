// Everything that is kept here about the person who asks, as one JSON text: the account with its sessions and
// lines of the security log, and what the learning log has under the pseudonym. On a box that is the use that
// still waits to go up; the rest is at the county, under the pseudonym that stands in "person".
//
//   {"person": "…", "account": {"account": {…}, "sessions": […], "audit": […]}, "events": […], "courseware":
//   […]}
//
// and what else the place holds: at the county "posts", what one wrote to schools, and "rollbacks", what one
// asked to be taken back or decided.
//
// Of own courseware the list: what was added, when, under which name. The files themselves are the school's
// and open to everyone there; each is saved from its own page.
#pragma once

#include <string>
#include <vector>

#include "web/people/people_site.h"

namespace lianxiao::web {

// The list of own courseware as it stands there: a JSON list.
std::string CoursewareJson(const std::vector<storage::Courseware>& items);

// That it was taken out is noted in the security log.
Result<std::string> OwnData(const PeopleSite& site, const storage::Account& account,
                            const storage::Actor& by);

}  // namespace lianxiao::web
