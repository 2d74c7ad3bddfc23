#include "web/classroom/pager.h"

namespace lianxiao::web {

void AddPager(Fields& fields, std::int64_t current, std::int64_t total,
              const std::function<std::string(std::int64_t)>& address, const Page& page) {
  const std::int64_t pages = (total + kPageResources - 1) / kPageResources;
  if (pages <= 1) return;
  Fields pager;
  pager.Set("pager_previous", current > 1 ? address(current - 1) : std::string());
  pager.Set("pager_next", current < pages ? address(current + 1) : std::string());
  pager.Set("pager_words",
            page.words().Get("pager.words", {{"page", Digits(current)}, {"pages", Digits(pages)}}));
  fields.Set("pager", std::move(pager));
}

}  // namespace lianxiao::web
