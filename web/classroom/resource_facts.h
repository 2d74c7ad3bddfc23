// What a resource is, in plain words: the table under a lesson.
#pragma once

#include <string>
#include <vector>

#include "web/school_view.h"
#include "web/words/page.h"
#include "web/words/render.h"

namespace lianxiao::web {

// fact_name and fact_value of everything that is known; what is not known has no line.
Fields::List FactsOf(const ResourceOnBox& resource, const Page& page);

// The items that are not empty, with `between` between them.
std::string Together(const std::vector<std::string>& items, const std::string& between);

}  // namespace lianxiao::web
