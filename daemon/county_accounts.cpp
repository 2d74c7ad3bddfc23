#include "daemon/county_accounts.h"

namespace lianxiao::daemon {

formats::LetterAccount ToLetter(const storage::CountyAccount& account) {
  return {.id = account.id,
          .person = account.person,
          .login = account.login,
          .name = account.name,
          .role = std::string(Word(account.role)),
          .code_digest = account.code_digest,
          .code_expires = account.code_digest.empty() ? WallTime{} : account.code_expires,
          .disabled = account.disabled,
          .revision = account.revision};
}

Result<storage::CountyAccount> FromLetter(const formats::LetterAccount& account) {
  LIANXIAO_ASSIGN(const auto role, storage::ParseRole(account.role));
  return storage::CountyAccount{.id = account.id,
                                .person = account.person,
                                .login = account.login,
                                .name = account.name,
                                .role = role,
                                .code_digest = account.code_digest,
                                .code_expires = account.code_expires,
                                .disabled = account.disabled,
                                .revision = account.revision};
}

Result<std::vector<formats::LetterAccount>> LetterAccounts(const storage::People& people,
                                                           const std::string& school) {
  LIANXIAO_ASSIGN(const auto accounts, people.AccountsFor(school));
  std::vector<formats::LetterAccount> letter;
  for (const auto& account : accounts) letter.push_back(ToLetter(account));
  return letter;
}

Status CountyAccounts::TakeAccounts(const std::vector<formats::LetterAccount>& accounts) {
  std::vector<storage::CountyAccount> taken;
  for (const auto& account : accounts) {
    auto known = FromLetter(account);
    if (known) {
      taken.push_back(*std::move(known));
    } else {
      log_.Warning("account " + account.login +
                   " of the county has a role this program does not know: " + account.role);
    }
  }
  return people_.TakeCountyAccounts(taken);
}

}  // namespace lianxiao::daemon
