// What schools write to each other, over HTTP: from boxes as sealed bytes, and for reviewers and programs of
// the county.
#pragma once

#include "web/http/http.h"
#include "web/people/people_site.h"
#include "web/posts_view.h"

namespace lianxiao::web {

// POST /api/v1/devices/{device}/post; GET /api/v1/questions, /api/v1/shared-lists; POST
// /api/v1/questions/{id}/answer {"text"}, …/{id}/hide {"why"} (lists, too), …/{id}/take-back; GET
// /api/v1/questions/counts.
void AddPostsApi(Router& router, PostsView& view, const PeopleSite& site);

// All acts, noted in the audit log: what was hidden and why, never what somebody asked.
Status AnswerNoted(PostsView& view, const PeopleSite& site, const Request& request,
                   const std::string& question, const std::string& text);
Status HideNoted(PostsView& view, const PeopleSite& site, const Request& request, const std::string& post,
                 const std::string& why);
Status TakeBackNoted(PostsView& view, const PeopleSite& site, const Request& request,
                     const std::string& answer);

}  // namespace lianxiao::web
