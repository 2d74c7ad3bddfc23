#include "daemon/box_wishes.h"

namespace lianxiao::daemon {

Result<std::vector<web::WishedLesson>> BoxWishes::Wishes() const {
  LIANXIAO_ASSIGN(const auto all, wishes_.All());
  std::vector<web::WishedLesson> lessons;
  for (const auto& wish : all) {
    auto resource = school_.Find(wish.resource);
    if (!resource) continue;  // No longer in any list; forgotten at the next look.
    lessons.push_back({*std::move(resource), wish.since, wish.came});
  }
  return lessons;
}

Status BoxWishes::Wish(const std::string& resource) {
  LIANXIAO_TRY(wishes_.Wish(resource, clock_.Wall()));
  engine_.RoundSoon();
  return {};
}

}  // namespace lianxiao::daemon
