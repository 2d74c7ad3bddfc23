// What the pages of teachers' own things may know of an item of a list or of the favourites. web owns it,
// daemon implements it, tests fake it. Safe from any thread.
#pragma once

#include <optional>
#include <string>

#include "storage/teaching/teaching_item.h"
#include "web/school_view.h"

namespace lianxiao::web {

struct ItemOnBox {
  storage::TeachingItem item;
  std::string title;                      // As it is called now; as it was called, when there is no more.
  std::string address;                    // Its page, without a query; empty: there is none any more.
  std::optional<ResourceOnBox> resource;  // Of a lesson that this box knows.
  bool ready = false;                     // It opens at once.
};

class TeachingView {
 public:
  virtual ~TeachingView() = default;
  // `title`: what to call it if nobody knows it any more: a lesson that was withdrawn, a file that was taken
  // away, a kind that this program does not have.
  virtual ItemOnBox Show(const storage::TeachingItem& item, const std::string& title) const = 0;
};

}  // namespace lianxiao::web
