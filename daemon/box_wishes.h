// Lessons that somebody in the classroom asked for, as pages and API see them. Safe from any thread.
#pragma once

#include "storage/lesson_wishes.h"
#include "sync/engine.h"
#include "web/wishes_view.h"

namespace lianxiao::daemon {

class BoxWishes final : public web::WishesView {
 public:
  BoxWishes(storage::LessonWishes& wishes, const web::SchoolView& school, sync::Engine& engine,
            const Clock& clock)
      : wishes_(wishes), school_(school), engine_(engine), clock_(clock) {}

  Result<std::vector<web::WishedLesson>> Wishes() const override;
  Status Wish(const std::string& resource) override;
  Status TakeBack(const std::string& resource) override { return wishes_.TakeBack(resource); }

 private:
  storage::LessonWishes& wishes_;
  const web::SchoolView& school_;
  sync::Engine& engine_;
  const Clock& clock_;
};

}  // namespace lianxiao::daemon
