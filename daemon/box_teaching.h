// Items of teachers' lists and favourites, as pages and API see them: each kind by whom keeps it. Safe from
// any thread.
#pragma once

#include <string>

#include "web/teaching_view.h"

namespace lianxiao::daemon {

class BoxTeaching final : public web::TeachingView {
 public:
  explicit BoxTeaching(const web::SchoolView& school) : school_(school) {}
  web::ItemOnBox Show(const storage::TeachingItem& item, const std::string& title) const override;

 private:
  const web::SchoolView& school_;
};

}  // namespace lianxiao::daemon
