// 收藏: what a teacher marked to find again. Rows of people.db that go with the account. Safe from any
// thread.
#pragma once

#include <string>
#include <vector>

#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/teaching/teaching_item.h"

namespace lianxiao::storage {

struct Favourite {
  TeachingItem item;
  std::string title;  // As it was called then.
  WallTime since;
};

class Favourites {
 public:
  explicit Favourites(Database& people) : people_(people) {}

  // Again is no mistake. kInvalid as CheckItem; kRefused "teaching.too_many_favourites: …".
  Status Add(const std::string& account, const TeachingItem& item, std::string_view title, WallTime now);
  Status Remove(const std::string& account, const TeachingItem& item);  // Success when it is none.
  Result<bool> Has(const std::string& account, const TeachingItem& item) const;
  Result<std::vector<Favourite>> Of(const std::string& account) const;  // Newest first.

 private:
  Database& people_;
};

}  // namespace lianxiao::storage
