// Who is logged in. Private to this room. Safe from any thread.
#pragma once

#include <string>

#include "storage/people/desk.h"

namespace lianxiao::storage {

class Sessions {
 public:
  explicit Sessions(const Desk& desk) : desk_(desk) {}
  // As People has them.
  Result<Session> Check(const std::string& token);
  Status LogOut(const std::string& token);

 private:
  const Desk& desk_;
};

}  // namespace lianxiao::storage
