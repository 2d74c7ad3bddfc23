// The county's console: schools, use of the resources, how a box joins.
#pragma once

#include <string>

#include "web/center_view.h"
#include "web/http/http.h"

namespace lianxiao::web {

// GET /, /use, /join. `view` outlives the router. Handlers are safe from any thread.
void AddConsolePages(Router& router, CenterView& view);

// How a box joins, with a form for a code for who may make one; `failure`, if any, says what was wrong with
// what was typed.
struct JoinForm {
  std::string school, name;
};
Response JoinPage(const Request& request, const CenterView& view, const JoinForm& typed,
                  const Error* failure);

}  // namespace lianxiao::web
