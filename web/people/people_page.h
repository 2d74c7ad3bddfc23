// What the pages of accounts share: the frame of the place, and failures in words. Pure.
#pragma once

#include <string>

#include "storage/base/result.h"
#include "web/people/people_site.h"
#include "web/words/page.h"

namespace lianxiao::web {

// A page in the frame of the box or of the county's console. `here` marks the navigation.
Page PeoplePage(const PeopleSite& site, const Request& request, std::string here);
// Never kept by a browser: codes, secrets and names are on it.
Response SendPeople(const PeopleSite& site, const Page& page, std::string_view name, std::string_view title,
                    Fields fields, int status = 200);

// The sentence for an error of People or of a form, from the catalog's [failed.*].
std::string Sentence(const Page& page, const Error& error, WallTime now);
// {{>pager}} for a list at `path`, unless it is all on one page.
void AddListPager(Fields& fields, const std::string& path, std::int64_t current, std::int64_t pages,
                  const Page& page);

// The HTTP status that says the same to programs.
int StatusOf(const Error& error);

}  // namespace lianxiao::web
