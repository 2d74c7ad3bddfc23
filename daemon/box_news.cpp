#include "daemon/box_news.h"

#include <algorithm>

namespace lianxiao::daemon {

Result<std::vector<web::NewsLesson>> BoxNews::News(std::int64_t limit) const {
  LIANXIAO_ASSIGN(auto partners, ties_.Partners(now_()));
  LIANXIAO_ASSIGN(const auto letter, letter_.Newest());
  // Libraries that the school follows one by one, beside the studios it is paired with.
  for (const auto& library : letter.libraries) {
    const bool paired = std::ranges::any_of(partners, [&](const formats::Partner& one) {
      const bool studio = one.role == formats::kStudio || one.role == storage::kOwnStudio;
      return studio && one.id == library;
    });
    if (!paired) partners.push_back({std::string(formats::kStudio), library, library, {}, {}});
  }
  LIANXIAO_ASSIGN(const auto lessons, lessons_.Newest(partners, limit));
  std::vector<web::NewsLesson> news;
  for (const auto& lesson : lessons) {
    auto resource = school_.Find(lesson.resource);
    if (resource) news.push_back({*std::move(resource), lesson.from});
  }
  return news;
}

}  // namespace lianxiao::daemon
