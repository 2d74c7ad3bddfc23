// GET /: what is new, what is on its way, and the ways in: search, textbook, subject.
#pragma once

#include "web/http/http.h"
#include "web/news_view.h"
#include "web/progress_view.h"
#include "web/school_view.h"
#include "web/teaching/teaching_site.h"

namespace lianxiao::web {

// What else stands there; null: the box has none of it.
struct HomeParts {
  const TeachingSite* teaching = nullptr;  // Of the teacher who is logged in.
  const ProgressView* progress = nullptr;  // The week's units.
  const NewsView* news = nullptr;          // What partners sent.
};
Response HomePage(const Request& request, const SchoolView& view, const HomeParts& parts);

}  // namespace lianxiao::web
