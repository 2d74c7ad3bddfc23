#include "storage/people/act_rules.h"

#include <algorithm>

namespace lianxiao::storage {
namespace {

tl::unexpected<Error> NotYours() {
  return Fail(ErrorCode::kRefused, "account.not_yours: your role does not manage this account");
}

// Who logs in at this place; a school's account at the county does not.
bool Administers(const Account& account, Place place) {
  return account.state == AccountState::kActive && May(account.role, Permission::kManagePeople) &&
         BelongsTo(account.role, place);
}

}  // namespace

Status CheckMayManage(Connection& c, const Actor& by, Role role) {
  if (by.account.empty() && by.login == Actor::Console().login) return {};
  LIANXIAO_ASSIGN(const auto actor, LoadAccount(c, AccountKey::kId, by.account));
  const bool may =
      actor && actor->account.state == AccountState::kActive && MayManage(actor->account.role, role);
  return may ? Status{} : NotYours();
}

Status CheckMayManage(Connection& c, const Actor& by, const Account& account) {
  if (by.account == account.id) {
    return Fail(ErrorCode::kRefused,
                "account.own: nobody does this to the own account; ask another administrator");
  }
  return CheckMayManage(c, by, account.role);
}

Status CheckMadeHere(const Account& account) {
  if (!account.from_county) return {};
  return Fail(ErrorCode::kRefused, "account.of_county: the county made this account and changes it there");
}

Status CheckOthersAdminister(Connection& c, const Account& account, Place place) {
  if (!Administers(account, place)) return {};
  LIANXIAO_ASSIGN(const auto all, LoadAccounts(c));
  const bool others = std::ranges::any_of(all, [&](const AccountRow& row) {
    return row.account.id != account.id && Administers(row.account, place);
  });
  if (others) return {};
  return Fail(
      ErrorCode::kRefused,
      "account.last_administrator: nobody could manage the accounts any more; make another one first");
}

}  // namespace lianxiao::storage
