// Items of teachers' lists and favourites, as pages and API see them: each kind by whom keeps it. Safe from
// any thread.
#pragma once

#include <string>

#include "storage/courseware/shelf.h"
#include "web/teaching_view.h"

namespace lianxiao::daemon {

class BoxTeaching final : public web::TeachingView {
 public:
  BoxTeaching(const web::SchoolView& school, const storage::CoursewareShelf& shelf)
      : school_(school), shelf_(shelf) {}
  web::ItemOnBox Show(const storage::TeachingItem& item, const std::string& title) const override;

 private:
  web::ItemOnBox ShowOwn(web::ItemOnBox shown) const;

  const web::SchoolView& school_;
  const storage::CoursewareShelf& shelf_;
};

}  // namespace lianxiao::daemon
