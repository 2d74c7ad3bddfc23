// The rows of table `accounts`. Private to this room; called within a Write() or Read().
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/database.h"
#include "storage/people/login_rules.h"
#include "storage/people/people.h"

namespace lianxiao::storage {

// All of a row.
struct AccountRow {
  Account account;  // Its locked_until is not kept here.
  std::string folded;
  std::int64_t revision = 0;
  std::string password;  // Argon2id, or empty.
  std::string code_digest;
  CodeTime code;
  std::string totp_secret, totp_offered;  // Empty: none.
  std::int64_t totp_step = 0;
  std::int64_t first_audit = 0;

  // Follows from what else is in the row.
  AccountState State(bool disabled) const;
};

enum class AccountKey { kId, kFolded };
// Nothing: no such account.
Result<std::optional<AccountRow>> LoadAccount(Connection& c, AccountKey key, std::string_view value);
// kNotFound "account.unknown: …".
Result<AccountRow> GetAccount(Connection& c, const std::string& id);
Result<std::vector<AccountRow>> LoadAccounts(Connection& c);  // By login.
// Makes or replaces it.
Status SaveAccount(Connection& c, const AccountRow& row);
Status DeleteAccount(Connection& c, const std::string& id);

std::string NewAccountId();
std::string NewPersonId();

}  // namespace lianxiao::storage
