// Making and changing accounts: what of People an administrator does. Private to this room. Safe from any
// thread.
#pragma once

#include <string>
#include <vector>

#include "storage/people/account_rows.h"
#include "storage/people/desk.h"

namespace lianxiao::storage {

class AccountBook {
 public:
  explicit AccountBook(const Desk& desk) : desk_(desk) {}
  // As People has them.
  Result<Invitation> Add(const NewAccount& account, const Actor& by);
  Result<Invitation> NewCode(const std::string& id, const Actor& by);
  Status Disable(const std::string& id, const Actor& by);
  Status Enable(const std::string& id, const Actor& by);
  Status Change(const std::string& id, const std::string& name, Role role, const Actor& by);
  Result<std::string> Erase(const std::string& id, const Actor& by);
  Status EndSessions(const std::string& id, const Actor& by);
  Result<std::vector<Account>> List() const;
  Result<Account> Find(AccountKey key, const std::string& value) const;

 private:
  // Puts a fresh code into the row and takes the password out; the code to show.
  Invitation Invite(AccountRow& row) const;
  Result<Account> Shown(Connection& c, AccountRow row) const;
  Status Note(Connection& c, const Actor& by, std::string act, const Account& account,
              std::string detail = {}) const;
  Status CheckRole(const NewAccount& account) const;
  const Desk& desk_;
};

}  // namespace lianxiao::storage
