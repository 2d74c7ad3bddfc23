// /teaching/questions (答疑): what the teacher asked other schools and what other schools asked this one.
#pragma once

#include "web/teaching/teaching_page.h"

namespace lianxiao::web {

Response ShowQuestions(const TeachingSite& site, const Request& request, const Captures& captures);
Response AskQuestion(const TeachingSite& site, const Request& request, const Captures& captures);
// {id}: act "answer" with a text, or "take_back".
Response ChangeQuestion(const TeachingSite& site, const Request& request, const Captures& captures);

// Fields of the question form on a lesson's page; none when there is nobody to ask.
void AddAsk(Fields& fields, const TeachingSite& site, const storage::TeachingItem& item);

}  // namespace lianxiao::web
