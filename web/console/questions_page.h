// /questions: what schools ask each other (答疑) and which lists they share, so that the county can answer
// what is for it and hide what is abuse.
#pragma once

#include "web/http/http.h"
#include "web/people/people_site.h"
#include "web/posts_view.h"

namespace lianxiao::web {

// GET /questions; POST /questions/{id}/answer, …/hide, …/take-back. For reviewers.
void AddQuestionsPages(Router& router, PostsView& view, const PeopleSite& site);

}  // namespace lianxiao::web
