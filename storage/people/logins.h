// Getting in: name and password or code, first password, second factor, another password. Private to this
// room. Safe from any thread.
//
//   name + password ──▶ resting? ──▶ one hash, whoever it is ──▶ wrong: counted, noted
//                                          │ right
//                                          ├─ a code ───────────▶ ticket ──▶ first password ──┐
//                                          ├─ second factor on ─▶ ticket ──▶ six digits ──────┤
//                                          └──────────────────────────────────────────────────┴▶ session
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/people/account_rows.h"
#include "storage/people/desk.h"
#include "storage/people/note_rate.h"
#include "storage/people/session_rows.h"
#include "storage/people/tries_rows.h"

namespace lianxiao::storage {

class Logins {
 public:
  explicit Logins(const Desk& desk) : desk_(desk) {}
  // As People has them.
  Result<LoginEnd> LogIn(const std::string& login, const SecretBytes& password, const Origin& from);
  Result<LoginEnd> SetFirstPassword(const std::string& ticket, const SecretBytes& password,
                                    const Origin& from);
  Result<LoginEnd> GiveSecondFactor(const std::string& ticket, const std::string& digits, const Origin& from);
  Result<Session> ChangePassword(const std::string& id, const SecretBytes& old_password,
                                 const SecretBytes& new_password, const Actor& by);

 private:
  // One try, from when it is let in until it is counted.
  struct Attempt {
    Origin from;
    std::optional<AccountRow> account;  // Nothing: no such name.
    std::vector<TryCount> counts;
    std::unique_ptr<TriesUnderWay::Place> place;
  };
  enum class Proof { kNone, kPassword, kCode };

  // kRefused "login.locked: …", kOffline "login.busy: …".
  Result<Attempt> Begin(AccountKey key, const std::string& value, const Origin& from);
  Status CheckRests(Connection& c, const Attempt& attempt, int under_way) const;
  Result<Proof> Prove(const Attempt& attempt, const SecretBytes& password) const;
  // Counted and noted; always comes back as the failure to tell.
  tl::unexpected<Error> Wrong(const Attempt& attempt, const std::string& act, Error error);
  Result<LoginEnd> WithCode(const Attempt& attempt);
  Result<LoginEnd> WithPassword(const Attempt& attempt, const SecretBytes& password);
  // The account of this attempt as it is now: kRefused "login.wrong: …" if meanwhile it was changed.
  Result<AccountRow> Unchanged(Connection& c, const Attempt& attempt) const;
  Result<LoginEnd> AfterPassword(Connection& c, AccountRow row, const std::vector<TryCount>& counts,
                                 const Origin& from) const;
  Result<Session> LetIn(Connection& c, AccountRow row, const std::vector<TryCount>& counts,
                        const Origin& from) const;

  // The row for a wrong try, unless there were too many.
  Status NoteWrong(Connection& c, const Attempt& attempt, const std::string& act, bool rests);

  const Desk& desk_;
  TriesUnderWay under_way_;
  NoteRate note_rate_;
};

}  // namespace lianxiao::storage
