#include "daemon/box_teaching.h"

#include "web/classroom/cards.h"
#include "web/own/courseware_rules.h"

namespace lianxiao::daemon {

web::ItemOnBox BoxTeaching::Show(const storage::TeachingItem& item, const std::string& title) const {
  web::ItemOnBox shown{.item = item, .title = title, .address = {}, .resource = std::nullopt};
  if (item.kind == storage::kOwnKind) return ShowOwn(std::move(shown));
  if (item.kind != storage::kLessonKind) return shown;
  auto resource = school_.Find(item.id);
  if (!resource) return shown;  // Withdrawn, or of a library that this school has no more.
  shown.title = resource->shown.title;
  shown.address = web::ResourceAddress(item.id);
  shown.ready = resource->playable;
  shown.resource = *std::move(resource);
  return shown;
}

// The school's own courseware.
web::ItemOnBox BoxTeaching::ShowOwn(web::ItemOnBox shown) const {
  const auto own = shelf_.Find(shown.item.id);
  if (!own || own->deleted) return shown;
  shown.title = own->details.title;
  shown.address = web::CoursewareAddress(own->id);
  shown.ready = shelf_.PathOf(own->file).has_value();
  return shown;
}

}  // namespace lianxiao::daemon
