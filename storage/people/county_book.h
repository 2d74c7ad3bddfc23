// The county's accounts: taken in at a school's box, handed out at the county. Private to this room. Safe
// from any thread.
#pragma once

#include <string>
#include <vector>

#include "storage/people/desk.h"

namespace lianxiao::storage {

class CountyBook {
 public:
  explicit CountyBook(const Desk& desk) : desk_(desk) {}
  // As People has them.
  Status Take(const std::vector<CountyAccount>& letter);
  Result<std::vector<CountyAccount>> For(const std::string& school) const;

 private:
  const Desk& desk_;
};

}  // namespace lianxiao::storage
