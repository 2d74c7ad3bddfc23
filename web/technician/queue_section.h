// The part of the technician's page that says why each lesson waits and when it comes.
#pragma once

#include "web/queue_view.h"
#include "web/words/page.h"
#include "web/words/render.h"

namespace lianxiao::web {

void AddWaiting(Fields& fields, const QueueNow& queue, WallTime now, const Page& page);

// "Outside the window; opens tomorrow 22:00": the sentence for `why`, in which `until` may be known.
std::string WhyWords(const Strings& words, const Text& text, const std::string& why,
                     const std::optional<WallTime>& until, WallTime now);
// "The county was out of reach last 08:12: …", for a word of queue_view.h.
std::string CutWords(const Strings& words, const Text& text, const std::string& cut, WallTime at,
                     WallTime now);
// "likely tomorrow 02:10, at the latest about 05:00"
std::string ArrivalWords(const Strings& words, const Text& text, const WaitingLesson& lesson, WallTime now);

}  // namespace lianxiao::web
