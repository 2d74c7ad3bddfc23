#include "storage/people/second_factors.h"

#include "storage/people/act_rules.h"
#include "storage/people/totp.h"

namespace lianxiao::storage {
namespace {

Status CheckOwn(const std::string& id, const Actor& by) {
  if (by.account == id) return {};
  return Fail(ErrorCode::kRefused, "account.not_yours: everybody turns on the own second factor");
}

}  // namespace

Status SecondFactors::Note(Connection& c, const Actor& by, std::string act, const Account& account) const {
  return desk_.audit.Add(c,
                         {.who = by.login, .from = by.from, .act = std::move(act), .subject = account.login});
}

Result<std::string> SecondFactors::Begin(const std::string& id) {
  if (desk_.options.place != Place::kCounty) {
    return Fail(ErrorCode::kRefused,
                "second.county_only: a box may not know the time, which the second factor needs");
  }
  return WriteOne<std::string>(desk_.people, [&](Connection& c) -> Result<std::string> {
    LIANXIAO_ASSIGN(auto row, GetAccount(c, id));
    row.totp_offered = RandomBytes(kTotpSecretBytes);
    LIANXIAO_TRY(SaveAccount(c, row));
    return TotpAddress(row.totp_offered, row.account.login);
  });
}

Status SecondFactors::Confirm(const std::string& id, const std::string& digits, const Actor& by) {
  LIANXIAO_TRY(CheckOwn(id, by));
  return desk_.people.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(auto row, GetAccount(c, id));
    if (row.totp_offered.empty()) {
      return Fail(ErrorCode::kRefused, "second.none: no secret was shown; begin anew");
    }
    const auto step = MatchTotp(row.totp_offered, digits, desk_.clock.Wall(), 0);
    if (!step) {
      return Fail(
          ErrorCode::kRefused,
          "login.second_wrong: these are not the six digits of this moment; is the phone's clock right?");
    }
    row.totp_secret = std::move(row.totp_offered);
    row.totp_offered.clear();
    row.totp_step = *step;
    LIANXIAO_TRY(SaveAccount(c, row));
    return Note(c, by, "second.on", row.account);
  });
}

Status SecondFactors::Drop(const std::string& id, const Actor& by) {
  return desk_.people.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(auto row, GetAccount(c, id));
    if (by.account != id) LIANXIAO_TRY(CheckMayManage(c, by, row.account));
    row.totp_secret.clear();
    row.totp_offered.clear();
    LIANXIAO_TRY(SaveAccount(c, row));
    return Note(c, by, "second.off", row.account);
  });
}

}  // namespace lianxiao::storage
