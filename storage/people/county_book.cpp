#include "storage/people/county_book.h"

#include "storage/people/account_rows.h"
#include "storage/people/county_accounts.h"
#include "storage/people/session_rows.h"

namespace lianxiao::storage {
namespace {

constexpr std::string_view kCounty = "county";  // Who acts, in the audit log.

// Two accounts of the letter may have swapped their login names, so all let go of theirs first.
Status LetGoOfLogins(Connection& c, const std::vector<AccountRow>& saves) {
  for (const auto& row : saves) {
    LIANXIAO_TRY(c.Prepare("UPDATE accounts SET folded = ? WHERE id = ?")
                     .Bind(1, " " + row.account.id)  // No login name has a blank.
                     .Bind(2, row.account.id)
                     .Run());
  }
  return {};
}

CountyAccount ForLetter(const AccountRow& row) {
  return {.id = row.account.id,
          .person = row.account.person,
          .login = row.account.login,
          .name = row.account.name,
          .role = row.account.role,
          .code_digest = row.code_digest,
          .code_expires = row.code.expires,
          .disabled = row.account.state == AccountState::kDisabled,
          .revision = row.revision};
}

}  // namespace

Status CountyBook::Take(const std::vector<CountyAccount>& letter) {
  return desk_.people.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto here, LoadAccounts(c));
    LIANXIAO_ASSIGN(const auto newest, desk_.audit.NewestNumber(c));
    auto changes = DecideCountyChanges(here, letter);
    LIANXIAO_TRY(LetGoOfLogins(c, changes.saves));
    for (auto& row : changes.saves) {
      if (row.first_audit == 0) {
        row.account.made = desk_.clock.Wall();
        row.first_audit = newest + 1;
      }
      LIANXIAO_TRY(SaveAccount(c, row));
    }
    for (const auto& id : changes.ends_sessions) LIANXIAO_TRY(DeleteSessionsOf(c, id));
    for (const auto& note : changes.notes) {
      LIANXIAO_TRY(desk_.audit.Add(
          c, {.who = std::string(kCounty), .act = note.act, .subject = note.login, .detail = note.detail}));
    }
    return {};
  });
}

Result<std::vector<CountyAccount>> CountyBook::For(const std::string& school) const {
  return ReadOne<std::vector<CountyAccount>>(desk_.people,
                                             [&](Connection& c) -> Result<std::vector<CountyAccount>> {
                                               LIANXIAO_ASSIGN(const auto rows, LoadAccounts(c));
                                               std::vector<CountyAccount> accounts;
                                               for (const auto& row : rows) {
                                                 if (!school.empty() && row.account.school == school)
                                                   accounts.push_back(ForLetter(row));
                                               }
                                               return accounts;
                                             });
}

}  // namespace lianxiao::storage
