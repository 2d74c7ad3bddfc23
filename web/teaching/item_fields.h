// Items and lists as templates show them: title, state, links. Pure but for what the view is asked.
#pragma once

#include <string>

#include "web/teaching/teaching_site.h"
#include "web/words/page.h"

namespace lianxiao::web {

// "/r/sx-3s-fenshu?list=7"; without a list (0) just its page; empty when it has none.
std::string ItemAddress(const ItemOnBox& item, std::int64_t list = 0);
std::string ListAddress(std::int64_t list);  // "/teaching/lists/7"

// Fields of pages/teaching_item.html: chip, title, by whom; may_wish for a lesson that is not here.
Fields ItemFields(const ItemOnBox& item, const Page& page, WallTime now, std::int64_t list = 0);
// list_name, list_words ("三年级1班 · 12月10日 星期四 · 3 项"), list_link, list_shared, …
Fields ListFields(const storage::PrepList& list, const Page& page);

// "看到 3:25" of what was stopped midway; empty for 0.
std::string StoppedWords(std::int64_t at_s, const Page& page);

// "2026-12-10" of that moment on this machine.
std::string DayText(WallTime at);
// "12月10日 星期四"; empty for an empty day.
std::string DayWords(const std::string& day, const Page& page);

}  // namespace lianxiao::web
