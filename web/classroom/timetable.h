// The school's timetable on the pages: today on the first page, the week on a page of its own, each lesson
// with whether it can be played and, if not, when it can.
#pragma once

#include "web/school_view.h"
#include "web/words/page.h"

namespace lianxiao::web {

// Fields of pages/today.html: what is on today, or what is next within a week. Nothing to show: the box was
// told of no lesson, or does not know the day.
Status AddToday(Fields& fields, const SchoolView& view, const BoxStatus& box, const Page& page);

// GET /week?of=N: N weeks from this one.
Response WeekPage(const Request& request, const SchoolView& view);

}  // namespace lianxiao::web
