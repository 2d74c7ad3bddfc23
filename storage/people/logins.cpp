#include "storage/people/logins.h"

#include <sodium.h>

#include "storage/people/login_name.h"

namespace lianxiao::storage {
namespace {

constexpr std::size_t kMostTypedBytes = 200;  // More is no login name, and is not worth folding.

Error WrongError() {
  return {ErrorCode::kRefused, "login.wrong: name or password is wrong; mind capitals and the input method"};
}

Error LockedError(std::int64_t left_ms) {
  const auto minutes = (left_ms + kMinuteMs - 1) / kMinuteMs;
  return {ErrorCode::kRefused, "login.locked: too many wrong tries; try again in " + std::to_string(minutes) +
                                   " minutes, or ask who manages the accounts for a new code"};
}

bool SameText(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

// Accounts that the county makes for a school's box have their password there.
Status CheckLogsInHere(const Account& account, Place place) {
  if (place == Place::kSchool || account.school.empty()) return {};
  return Fail(ErrorCode::kRefused, "login.at_school: this account is for the school's box; log in there");
}

}  // namespace

Result<Logins::Attempt> Logins::Begin(AccountKey key, const std::string& value, const Origin& from) {
  Attempt attempt{from, {}, {}, nullptr};
  LIANXIAO_TRY(desk_.people.Read([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(attempt.account, LoadAccount(c, key, value));
    const auto id = attempt.account ? std::optional(attempt.account->account.id) : std::nullopt;
    const auto& folded = attempt.account ? attempt.account->folded : value;
    LIANXIAO_ASSIGN(attempt.counts, desk_.tries.Of(c, folded, id, from.address));
    return {};
  }));
  // First its place among those under way, then a look at what was counted: a try that ends in between is
  // seen in one or the other.
  int under_way = 0;
  attempt.place = under_way_.Begin(attempt.counts.front().key, under_way);
  LIANXIAO_TRY(desk_.people.Read([&](Connection& c) { return CheckRests(c, attempt, under_way); }));
  return attempt;
}

Status Logins::CheckRests(Connection& c, const Attempt& attempt, int under_way) const {
  const auto now = MomentOf(desk_.clock);
  for (const auto& count : attempt.counts) {
    LIANXIAO_ASSIGN(const auto tries, LoadTries(c, count.key));
    if (const auto left = RestLeftMs(tries, count.rule, now); left > 0) return Fail(LockedError(left));
    const bool one_name = count.whose == TryCount::Whose::kOneName;
    if (one_name && under_way > 0 && tries.wrong + under_way >= count.rule.wrong_tries) {
      return Fail(ErrorCode::kOffline,
                  "login.busy: this account is logging in elsewhere at this moment; try again");
    }
  }
  return {};
}

Result<Logins::Proof> Logins::Prove(const Attempt& attempt, const SecretBytes& password) const {
  const auto state = attempt.account ? attempt.account->account.state : AccountState::kDisabled;
  // Hashes in any case, so that the time is the same for everybody.
  LIANXIAO_ASSIGN(const bool right,
                  desk_.passwords.Matches(
                      password, state == AccountState::kActive ? attempt.account->password : std::string()));
  if (right) return Proof::kPassword;
  if (state != AccountState::kInvited || attempt.account->code_digest.empty()) return Proof::kNone;
  const auto digest = DigestOfCode(attempt.account->account.id, password.View());
  return SameText(digest, attempt.account->code_digest) ? Proof::kCode : Proof::kNone;
}

tl::unexpected<Error> Logins::Wrong(const Attempt& attempt, const std::string& act, Error error) {
  const auto counted = desk_.people.Write([&](Connection& c) -> Status {
    bool rests = false;
    for (const auto& count : attempt.counts) {
      LIANXIAO_ASSIGN(const auto before, LoadTries(c, count.key));
      const auto after = AfterWrong(before, count.rule, MomentOf(desk_.clock));
      LIANXIAO_TRY(SaveTries(c, count.key, after));
      rests = rests || BeganRest(after);
    }
    return NoteWrong(c, attempt, act, rests);
  });
  return Fail(counted ? std::move(error) : counted.error());
}

Status Logins::NoteWrong(Connection& c, const Attempt& attempt, const std::string& act, bool rests) {
  const auto note = note_rate_.Next(desk_.clock.Now());
  if (!note) return {};
  // No name that does not exist: it may be a password in the wrong field.
  AuditRow row{.from = attempt.from.address, .act = act};
  if (attempt.account) row.subject = attempt.account->account.login;
  if (note->passed_over > 0) row.detail = "and " + std::to_string(note->passed_over) + " more before";
  LIANXIAO_TRY(desk_.audit.Add(c, row));
  if (!rests) return {};
  row.act = "login.locked";
  row.detail.clear();
  return desk_.audit.Add(c, row);
}

Result<LoginEnd> Logins::LogIn(const std::string& login, const SecretBytes& password, const Origin& from) {
  LIANXIAO_ASSIGN(auto attempt,
                  Begin(AccountKey::kFolded, FoldLogin(login.substr(0, kMostTypedBytes)), from));
  LIANXIAO_ASSIGN(const auto proof, Prove(attempt, password));
  switch (proof) {
    case Proof::kNone: return Wrong(attempt, "login.wrong", WrongError());
    case Proof::kPassword: return WithPassword(attempt, password);
    case Proof::kCode: return WithCode(attempt);
  }
  return Fail(ErrorCode::kInternal, "a proof of no kind");
}

Result<LoginEnd> Logins::WithCode(const Attempt& attempt) {
  LIANXIAO_TRY(CheckLogsInHere(attempt.account->account, desk_.options.place));
  const auto now = MomentOf(desk_.clock);
  if (CodeIsExpired(attempt.account->code, desk_.options.code_days * kDayMs, now)) {
    return Fail(
        ErrorCode::kRefused,
        "login.code_expired: the code was right but is too old; ask who manages the accounts for a new one");
  }
  return WriteOne<LoginEnd>(desk_.people, [&](Connection& c) -> Result<LoginEnd> {
    LIANXIAO_ASSIGN(const auto row, Unchanged(c, attempt));
    LIANXIAO_ASSIGN(auto ticket, AddTicket(c, row.account.id, TicketKind::kPassword, now));
    LIANXIAO_TRY(desk_.audit.Add(c, {.who = row.account.login,
                                     .from = attempt.from.address,
                                     .act = "login.with_code",
                                     .subject = row.account.login}));
    return LoginEnd{LoginEnd::Kind::kSetPassword, {}, std::move(ticket)};
  });
}

Result<LoginEnd> Logins::WithPassword(const Attempt& attempt, const SecretBytes& password) {
  LIANXIAO_TRY(CheckLogsInHere(attempt.account->account, desk_.options.place));
  std::string hash = attempt.account->password;
  if (desk_.passwords.IsOfAnotherCost(hash)) {
    // Nobody is kept out because there was no turn for a second hash: next time then.
    if (auto better = desk_.passwords.Hash(password)) hash = *std::move(better);
  }
  return WriteOne<LoginEnd>(desk_.people, [&](Connection& c) -> Result<LoginEnd> {
    LIANXIAO_ASSIGN(auto row, Unchanged(c, attempt));
    row.password = hash;
    return AfterPassword(c, std::move(row), attempt.counts, attempt.from);
  });
}

Result<AccountRow> Logins::Unchanged(Connection& c, const Attempt& attempt) const {
  LIANXIAO_ASSIGN(auto row, LoadAccount(c, AccountKey::kId, attempt.account->account.id));
  const auto& before = *attempt.account;
  const bool same = row && row->account.state == before.account.state && row->password == before.password &&
                    row->code_digest == before.code_digest;
  if (!same) return Fail(WrongError());
  return *std::move(row);
}

Result<LoginEnd> Logins::AfterPassword(Connection& c, AccountRow row, const std::vector<TryCount>& counts,
                                       const Origin& from) const {
  if (!row.totp_secret.empty()) {
    LIANXIAO_TRY(SaveAccount(c, row));
    LIANXIAO_ASSIGN(auto ticket, AddTicket(c, row.account.id, TicketKind::kSecond, MomentOf(desk_.clock)));
    return LoginEnd{LoginEnd::Kind::kSecondFactor, {}, std::move(ticket)};
  }
  LIANXIAO_ASSIGN(auto session, LetIn(c, std::move(row), counts, from));
  return LoginEnd{LoginEnd::Kind::kIn, std::move(session), {}};
}

Result<Session> Logins::LetIn(Connection& c, AccountRow row, const std::vector<TryCount>& counts,
                              const Origin& from) const {
  const auto now = MomentOf(desk_.clock);
  row.account.last_login = now.wall;
  LIANXIAO_TRY(SaveAccount(c, row));
  for (const auto& count : counts) {
    // Not those of the address: else one good account would let its owner try one password on all others.
    if (count.whose == TryCount::Whose::kOneName) LIANXIAO_TRY(DeleteTries(c, count.key));
  }
  LIANXIAO_TRY(desk_.tries.Remember(c, row.account.id, from.address));
  LIANXIAO_TRY(DeleteTicketsOf(c, row.account.id));
  LIANXIAO_ASSIGN(auto added, AddSession(c, row.account.id, from, now));
  LIANXIAO_TRY(desk_.audit.Add(
      c,
      {.who = row.account.login, .from = from.address, .act = "login.good", .subject = row.account.login}));
  auto csrf = CsrfOf(added.token);
  return Session{std::move(added.token), std::move(csrf), std::move(row.account), added.number};
}

Result<LoginEnd> Logins::SetFirstPassword(const std::string& ticket, const SecretBytes& password,
                                          const Origin& from) {
  const auto now = MomentOf(desk_.clock);
  const auto invited = [&](Connection& c) -> Result<AccountRow> {
    LIANXIAO_ASSIGN(const auto id, AccountOfTicket(c, ticket, TicketKind::kPassword, now));
    return GetAccount(c, id);
  };
  LIANXIAO_ASSIGN(const auto before, ReadOne<AccountRow>(desk_.people, invited));
  LIANXIAO_TRY(CheckPassword(password.View(), before.account.login));
  LIANXIAO_ASSIGN(auto hash, desk_.passwords.Hash(password));
  return WriteOne<LoginEnd>(desk_.people, [&](Connection& c) -> Result<LoginEnd> {
    LIANXIAO_ASSIGN(auto row, invited(c));  // Again: a new code or another browser may have ended the ticket.
    row.password = std::move(hash);
    row.code_digest.clear();
    row.account.state = AccountState::kActive;
    LIANXIAO_TRY(DeleteTicketsOf(c, row.account.id));
    LIANXIAO_TRY(desk_.audit.Add(c, {.who = row.account.login,
                                     .from = from.address,
                                     .act = "password.set",
                                     .subject = row.account.login}));
    LIANXIAO_ASSIGN(const auto counts, desk_.tries.Of(c, row.folded, row.account.id, from.address));
    return AfterPassword(c, std::move(row), counts, from);
  });
}

}  // namespace lianxiao::storage
