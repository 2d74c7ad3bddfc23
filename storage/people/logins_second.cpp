// Logins of logins.h: what comes after the first step, and another password.
#include "storage/people/logins.h"
#include "storage/people/totp.h"

namespace lianxiao::storage {

Result<LoginEnd> Logins::GiveSecondFactor(const std::string& ticket, const std::string& digits,
                                          const Origin& from) {
  const auto now = MomentOf(desk_.clock);
  const auto owner = [&](Connection& c) { return AccountOfTicket(c, ticket, TicketKind::kSecond, now); };
  LIANXIAO_ASSIGN(const auto id, ReadOne<std::string>(desk_.people, owner));
  LIANXIAO_ASSIGN(const auto attempt, Begin(AccountKey::kId, id, from));
  if (!attempt.account) return Fail(ErrorCode::kRefused, "login.ticket_old: this account is gone");
  const auto step = MatchTotp(attempt.account->totp_secret, digits, now.wall, attempt.account->totp_step);
  if (!step) {
    return Wrong(
        attempt, "login.second_wrong",
        {ErrorCode::kRefused,
         "login.second_wrong: these are not the six digits of this moment; each counts once, so wait for the"
         " next, and see that the phone's clock is right"});
  }
  return WriteOne<LoginEnd>(desk_.people, [&](Connection& c) -> Result<LoginEnd> {
    LIANXIAO_TRY(owner(c));
    LIANXIAO_ASSIGN(auto row, Unchanged(c, attempt));
    if (row.totp_step >= *step) {  // The same digits came twice at once.
      return Fail(ErrorCode::kRefused, "login.second_wrong: these digits were used already");
    }
    row.totp_step = *step;
    LIANXIAO_ASSIGN(auto session, LetIn(c, std::move(row), attempt.counts, from));
    return LoginEnd{LoginEnd::Kind::kIn, std::move(session), {}};
  });
}

Result<Session> Logins::ChangePassword(const std::string& id, const SecretBytes& old_password,
                                       const SecretBytes& new_password, const Actor& by) {
  if (by.account != id) {
    return Fail(ErrorCode::kRefused,
                "account.not_yours: another's password is not changed; give a new code instead");
  }
  LIANXIAO_ASSIGN(const auto attempt, Begin(AccountKey::kId, id, by.from));
  if (!attempt.account)
    return Fail(ErrorCode::kNotFound, "account.unknown: there is no such account (any more)");
  LIANXIAO_TRY(CheckPassword(new_password.View(), attempt.account->account.login));
  LIANXIAO_ASSIGN(const auto proof, Prove(attempt, old_password));
  if (proof != Proof::kPassword) {
    return Wrong(attempt, "login.wrong", {ErrorCode::kRefused, "login.wrong: the old password is wrong"});
  }
  if (old_password.View() == new_password.View()) {
    return Fail(ErrorCode::kInvalid, "password.same: this is the old password; choose another");
  }
  LIANXIAO_ASSIGN(auto hash, desk_.passwords.Hash(new_password));
  return WriteOne<Session>(desk_.people, [&](Connection& c) -> Result<Session> {
    LIANXIAO_ASSIGN(auto row, Unchanged(c, attempt));
    row.password = std::move(hash);
    LIANXIAO_TRY(DeleteSessionsOf(c, id));
    LIANXIAO_TRY(desk_.audit.Add(c, {.who = row.account.login,
                                     .from = by.from,
                                     .act = "password.changed",
                                     .subject = row.account.login}));
    return LetIn(c, std::move(row), attempt.counts, Origin(by.from, by.device));
  });
}

}  // namespace lianxiao::storage
