// Lessons that a person wants kept on this box, as pages and API see them. Safe from any thread.
#pragma once

#include "storage/catalog.h"
#include "storage/lesson_marks.h"
#include "sync/engine.h"
#include "web/pins_view.h"

namespace lianxiao::daemon {

class BoxPins final : public web::PinsView {
 public:
  BoxPins(storage::LessonMarks& marks, const storage::Catalog& catalog, sync::Engine& engine,
          const Clock& clock)
      : marks_(marks), catalog_(catalog), engine_(engine), clock_(clock) {}

  Result<std::vector<web::PinnedLesson>> Pins() const override;
  Result<bool> IsPinned(const std::string& resource) const override { return marks_.IsPinned(resource); }
  Status Pin(const std::string& resource) override;
  Status Unpin(const std::string& resource) override;

 private:
  storage::LessonMarks& marks_;
  const storage::Catalog& catalog_;
  sync::Engine& engine_;
  const Clock& clock_;
};

}  // namespace lianxiao::daemon
