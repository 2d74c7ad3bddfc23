// Who is logged in. Private to this room. Safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/people/desk.h"

namespace lianxiao::storage {

class Sessions {
 public:
  explicit Sessions(const Desk& desk) : desk_(desk) {}
  // As People has them.
  Result<Session> Check(const std::string& token);
  Status LogOut(const std::string& token);
  Result<std::vector<OpenSession>> Of(const std::string& account) const;
  Status EndOne(std::int64_t number, const Actor& by);
  Status EndOthers(std::int64_t keep, const Actor& by);

 private:
  const Desk& desk_;
};

}  // namespace lianxiao::storage
