#include "storage/people/sessions.h"

#include <algorithm>

#include "storage/people/account_rows.h"
#include "storage/people/session_rows.h"

namespace lianxiao::storage {
namespace {

// Noted so often within the idle time; a session thus ends up to a sixth of it early after a restart, and a
// page hardly ever costs a write.
constexpr std::int64_t kNotesInIdleTime = 6;

tl::unexpected<Error> Ended() {
  return Fail(ErrorCode::kRefused, "login.session_ended: the session has ended; log in again");
}

}  // namespace

Result<Session> Sessions::Check(const std::string& token) {
  const auto now = MomentOf(desk_.clock);
  std::optional<SessionRow> row;
  std::optional<AccountRow> account;
  LIANXIAO_TRY(desk_.people.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(row, LoadSession(c, token));
    if (!row) return {};
    LIANXIAO_ASSIGN(account, LoadAccount(c, AccountKey::kId, row->account));
    return {};
  }));
  if (!row || !account || !SessionGoesOn(row->made, row->used, desk_.limits(), now)) return Ended();
  if (account->account.state != AccountState::kActive) return Ended();
  if (now.up - row->used >= desk_.options.idle_ms / kNotesInIdleTime) {
    LIANXIAO_TRY(desk_.people.Write([&](Connection& c) { return NoteUse(c, token, now.up); }));
  }
  return Session{token, CsrfOf(token), std::move(account->account), row->number};
}

Status Sessions::LogOut(const std::string& token) {
  return desk_.people.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto row, LoadSession(c, token));
    if (!row) return {};  // It has ended, which is what was asked for.
    LIANXIAO_TRY(DeleteSession(c, token));
    LIANXIAO_ASSIGN(const auto account, GetAccount(c, row->account));
    return desk_.audit.Add(
        c, {.who = account.account.login, .act = "login.out", .subject = account.account.login});
  });
}

Result<std::vector<OpenSession>> Sessions::Of(const std::string& account) const {
  const auto now = MomentOf(desk_.clock);
  std::vector<OpenSession> open;
  LIANXIAO_TRY(desk_.people.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto rows, SessionsOf(c, account));
    for (const auto& row : rows) {
      if (!SessionGoesOn(row.made, row.used, desk_.limits(), now)) continue;
      open.push_back({row.number, row.made.wall, now.wall + -(now.up - row.used), row.device, row.address});
    }
    return {};
  }));
  std::reverse(open.begin(), open.end());
  return open;
}

Status Sessions::EndOne(std::int64_t number, const Actor& by) {
  return desk_.people.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto ended, DeleteSessionOf(c, by.account, number));
    if (ended == 0) return {};
    return desk_.audit.Add(
        c, {.who = by.login, .from = by.from, .act = "sessions.one_ended", .subject = by.login});
  });
}

Status Sessions::EndOthers(std::int64_t keep, const Actor& by) {
  return desk_.people.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto ended, DeleteSessionsBut(c, by.account, keep));
    if (ended == 0) return {};
    return desk_.audit.Add(c, {.who = by.login,
                               .from = by.from,
                               .act = "sessions.others_ended",
                               .subject = by.login,
                               .detail = std::to_string(ended)});
  });
}

}  // namespace lianxiao::storage
