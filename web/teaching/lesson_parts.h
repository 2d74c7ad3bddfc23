// What of a teacher's own things stands on a lesson's page and on the first page. Nothing of it is there for
// who is not logged in. Failures to read it are not the lesson's: the page goes without.
#pragma once

#include "web/teaching/teaching_site.h"
#include "web/words/page.h"

namespace lianxiao::web {

// Fields of pages/own_marks.html: favourite or not, lists to put it on, the note.
void AddOwnMarks(Fields& fields, const TeachingSite& site, const Request& request,
                 const storage::TeachingItem& item, const Page& page);
// Fields of pages/sequence.html when the page was opened from a list ("?list=7"): which one comes before and
// after. What cannot be opened is passed over.
void AddSequence(Fields& fields, const TeachingSite& site, const Request& request,
                 const storage::TeachingItem& item);
// Fields of pages/own_today.html: today's lists, and what was stopped midway.
void AddOwnToday(Fields& fields, const TeachingSite& site, const Request& request, const Page& page);

}  // namespace lianxiao::web
