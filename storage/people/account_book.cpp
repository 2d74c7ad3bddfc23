#include "storage/people/account_book.h"

#include "storage/people/act_rules.h"
#include "storage/people/login_name.h"
#include "storage/people/one_time_code.h"
#include "storage/people/session_rows.h"

namespace lianxiao::storage {

Invitation AccountBook::Invite(AccountRow& row) const {
  const auto now = MomentOf(desk_.clock);
  const auto code = NewOneTimeCode();
  row.password.clear();
  row.code_digest = DigestOfCode(row.account.id, code);
  row.code = {now, now.wall + desk_.options.code_days * kDayMs};
  row.account.state = row.State(row.account.state == AccountState::kDisabled);
  ++row.revision;
  return {row.account, code, row.code.expires};
}

Status AccountBook::Note(Connection& c, const Actor& by, std::string act, const Account& account,
                         std::string detail) const {
  return desk_.audit.Add(c, {.who = by.login,
                             .from = by.from,
                             .act = std::move(act),
                             .subject = account.login,
                             .detail = std::move(detail)});
}

Status AccountBook::CheckRole(const NewAccount& account) const {
  const bool at_county = desk_.options.place == Place::kCounty;
  const auto place = at_county && account.school.empty() ? Place::kCounty : Place::kSchool;
  if (BelongsTo(account.role, place)) return {};
  if (at_county && place == Place::kCounty) {
    return Fail(ErrorCode::kInvalid,
                "account.school_missing: say for which school, as this role is one of a school");
  }
  return Fail(ErrorCode::kInvalid, "account.role_elsewhere: there is no " + std::string(Word(account.role)) +
                                       " in a school; such an account is one of the county");
}

Result<Invitation> AccountBook::Add(const NewAccount& account, const Actor& by) {
  LIANXIAO_TRY(CheckLogin(account.login));
  LIANXIAO_TRY(CheckPersonName(account.name));
  LIANXIAO_TRY(CheckRole(account));
  return WriteOne<Invitation>(desk_.people, [&](Connection& c) -> Result<Invitation> {
    LIANXIAO_TRY(CheckMayManage(c, by, account.role));
    AccountRow row;
    row.folded = FoldLogin(account.login);
    LIANXIAO_ASSIGN(const auto same, LoadAccount(c, AccountKey::kFolded, row.folded));
    if (same) {
      return Fail(ErrorCode::kInvalid,
                  "account.login_taken: somebody has this login name already; choose another");
    }
    row.account = {.id = NewAccountId(),
                   .person = NewPersonId(),
                   .login = account.login,
                   .name = account.name,
                   .role = account.role,
                   .school = desk_.options.place == Place::kCounty ? account.school : std::string(),
                   .made = desk_.clock.Wall()};
    auto invitation = Invite(row);
    LIANXIAO_TRY(Note(c, by, "account.made", row.account, std::string(Word(account.role))));
    LIANXIAO_ASSIGN(row.first_audit, desk_.audit.NewestNumber(c));
    // Whoever tried to guess this name before it existed does not count against its owner.
    LIANXIAO_TRY(desk_.tries.ForgetAll(c, row.folded, row.account.id));
    LIANXIAO_TRY(SaveAccount(c, row));
    return invitation;
  });
}

Result<Invitation> AccountBook::NewCode(const std::string& id, const Actor& by) {
  return WriteOne<Invitation>(desk_.people, [&](Connection& c) -> Result<Invitation> {
    LIANXIAO_ASSIGN(auto row, GetAccount(c, id));
    LIANXIAO_TRY(CheckMayManage(c, by, row.account));
    LIANXIAO_TRY(CheckMadeHere(row.account));
    auto invitation = Invite(row);
    LIANXIAO_TRY(SaveAccount(c, row));
    LIANXIAO_TRY(DeleteSessionsOf(c, id));
    LIANXIAO_TRY(desk_.tries.ForgetAll(c, row.folded, id));
    LIANXIAO_TRY(Note(c, by, "account.new_code", row.account));
    return invitation;
  });
}

Status AccountBook::Disable(const std::string& id, const Actor& by) {
  return desk_.people.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(auto row, GetAccount(c, id));
    LIANXIAO_TRY(CheckMayManage(c, by, row.account));
    LIANXIAO_TRY(CheckMadeHere(row.account));
    LIANXIAO_TRY(CheckOthersAdminister(c, row.account, desk_.options.place));
    row.account.state = AccountState::kDisabled;
    LIANXIAO_TRY(SaveAccount(c, row));
    LIANXIAO_TRY(DeleteSessionsOf(c, id));
    return Note(c, by, "account.disabled", row.account);
  });
}

Status AccountBook::Enable(const std::string& id, const Actor& by) {
  return desk_.people.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(auto row, GetAccount(c, id));
    LIANXIAO_TRY(CheckMayManage(c, by, row.account));
    LIANXIAO_TRY(CheckMadeHere(row.account));
    row.account.state = row.State(false);
    LIANXIAO_TRY(SaveAccount(c, row));
    return Note(c, by, "account.enabled", row.account);
  });
}

Status AccountBook::Change(const std::string& id, const std::string& name, Role role, const Actor& by) {
  LIANXIAO_TRY(CheckPersonName(name));
  return desk_.people.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(auto row, GetAccount(c, id));
    const auto old_role = row.account.role;
    if (role == old_role && by.account == id) {
      // The own name is everybody's own business.
    } else {
      LIANXIAO_TRY(CheckMayManage(c, by, row.account));
      LIANXIAO_TRY(CheckMayManage(c, by, role));
    }
    LIANXIAO_TRY(CheckMadeHere(row.account));
    if (role != old_role) {
      LIANXIAO_TRY(CheckRole({.role = role, .school = row.account.school}));
      if (!May(role, Permission::kManagePeople)) {
        LIANXIAO_TRY(CheckOthersAdminister(c, row.account, desk_.options.place));
      }
    }
    row.account.name = name;
    row.account.role = role;
    LIANXIAO_TRY(SaveAccount(c, row));
    return Note(c, by, "account.changed", row.account,
                role == old_role ? "name" : std::string(Word(old_role)) + " -> " + std::string(Word(role)));
  });
}

Result<std::string> AccountBook::Erase(const std::string& id, const Actor& by) {
  return WriteOne<std::string>(desk_.people, [&](Connection& c) -> Result<std::string> {
    LIANXIAO_ASSIGN(const auto row, GetAccount(c, id));
    LIANXIAO_TRY(CheckMayManage(c, by, row.account));
    if (row.account.state != AccountState::kDisabled) LIANXIAO_TRY(CheckMadeHere(row.account));
    LIANXIAO_TRY(CheckOthersAdminister(c, row.account, desk_.options.place));
    LIANXIAO_TRY(desk_.tries.ForgetAll(c, row.folded, id));
    LIANXIAO_TRY(DeleteAccount(c, id));
    LIANXIAO_TRY(Note(c, by, "account.erased", row.account));
    return row.account.person;
  });
}

Status AccountBook::EndSessions(const std::string& id, const Actor& by) {
  return desk_.people.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto row, GetAccount(c, id));
    if (by.account != id) LIANXIAO_TRY(CheckMayManage(c, by, row.account));
    LIANXIAO_TRY(DeleteSessionsOf(c, id));
    return Note(c, by, "sessions.ended", row.account);
  });
}

// The rest that strangers' tries have brought, which is what an administrator can help with.
Result<Account> AccountBook::Shown(Connection& c, AccountRow row) const {
  const auto now = MomentOf(desk_.clock);
  LIANXIAO_ASSIGN(const auto tries, LoadTries(c, desk_.tries.StrangersKey(row.folded)));
  const auto left = RestLeftMs(tries, desk_.tries.name_rule(), now);
  if (left > 0) row.account.locked_until = now.wall + left;
  return std::move(row.account);
}

Result<std::vector<Account>> AccountBook::List() const {
  return ReadOne<std::vector<Account>>(desk_.people, [&](Connection& c) -> Result<std::vector<Account>> {
    LIANXIAO_ASSIGN(auto rows, LoadAccounts(c));
    std::vector<Account> accounts;
    for (auto& row : rows) {
      LIANXIAO_ASSIGN(auto account, Shown(c, std::move(row)));
      accounts.push_back(std::move(account));
    }
    return accounts;
  });
}

Result<Account> AccountBook::Find(AccountKey key, const std::string& value) const {
  return ReadOne<Account>(desk_.people, [&](Connection& c) -> Result<Account> {
    LIANXIAO_ASSIGN(auto row, LoadAccount(c, key, key == AccountKey::kFolded ? FoldLogin(value) : value));
    if (!row) return Fail(ErrorCode::kNotFound, "account.unknown: there is no such account (any more)");
    return Shown(c, *std::move(row));
  });
}

}  // namespace lianxiao::storage
