#include "daemon/box_pins.h"

#include <algorithm>

namespace lianxiao::daemon {

Result<std::vector<web::PinnedLesson>> BoxPins::Pins() const {
  LIANXIAO_ASSIGN(auto pins, marks_.Pins());
  std::ranges::stable_sort(pins, std::greater{}, &storage::Pin::since);
  std::vector<web::PinnedLesson> lessons;
  for (const auto& pin : pins) {
    web::PinnedLesson lesson{.resource = pin.resource, .since = pin.since};
    const auto entry = catalog_.Find(pin.resource);
    lesson.withdrawn = !entry || entry->published.status == formats::ResourceStatus::kWithdrawn;
    if (entry) {
      lesson.title = entry->Shown().title;
      lesson.here = entry->held.has_value();
      lesson.bytes = entry->Shown().TotalBytes();
    }
    lessons.push_back(std::move(lesson));
  }
  return lessons;
}

Status BoxPins::Pin(const std::string& resource) {
  LIANXIAO_TRY(marks_.PinLesson(resource, clock_.Wall()));
  engine_.RoundSoon();
  return {};
}

Status BoxPins::Unpin(const std::string& resource) { return marks_.Unpin(resource); }

}  // namespace lianxiao::daemon
