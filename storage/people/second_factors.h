// Turning the second factor on and off. Private to this room. Safe from any thread.
#pragma once

#include <string>

#include "storage/people/account_rows.h"
#include "storage/people/desk.h"

namespace lianxiao::storage {

class SecondFactors {
 public:
  explicit SecondFactors(const Desk& desk) : desk_(desk) {}
  // As People has them.
  Result<std::string> Begin(const std::string& id);
  Status Confirm(const std::string& id, const std::string& digits, const Actor& by);
  Status Drop(const std::string& id, const Actor& by);

 private:
  Status Note(Connection& c, const Actor& by, std::string act, const Account& account) const;
  const Desk& desk_;
};

}  // namespace lianxiao::storage
