// Accounts and sessions of one place: a school's box or the county. A database of its own (people.db), so
// that the security log and the learning log never mix.
//
//   made ─▶ code (one time, 7 days) ─▶ first login sets the password ─▶ active ─▶ disabled
//
// There is no default password: who holds the code sets the first one. Accounts of teachers may be made at
// the county and arrive in the school's letter; they then work without the line. Each act is in the audit
// log in the same transaction. Failures begin with a string-catalog key. Safe from any thread; what hashes
// waits for its turn (passwords.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/base/keys.h"
#include "storage/base/result.h"
#include "storage/base/time.h"
#include "storage/database.h"
#include "storage/people/audit_log.h"
#include "storage/people/passwords.h"
#include "storage/people/roles.h"

namespace lianxiao::storage {

enum class AccountState { kInvited, kActive, kDisabled };  // kInvited: no password yet.
std::string_view Word(AccountState state);

struct Account {
  std::string id;      // 32 hex digits, random, for ever.
  std::string person;  // 16 hex digits, random: stands for the person in the learning log, and nowhere else.
  std::string login;   // What is typed: 2–40 bytes of UTF-8, without blanks, unique whatever its case.
  std::string name;    // To show: "王芳".
  Role role = Role::kTeacher;
  std::string school;  // At the county, the school of a teacher or manager; else empty.
  AccountState state = AccountState::kInvited;
  bool from_county = false;  // Made at the county: changed there, not here.
  bool second_factor = false;
  WallTime made;
  std::optional<WallTime> last_login;
  std::optional<WallTime> locked_until;
};

// Who acts, for permissions and the audit log. The machine's own admin (control socket) is `Console()`.
struct Actor {
  std::string account;      // Id; empty for the console.
  std::string login;        // "console" for it.
  std::string from;         // Network address, or empty.
  std::string device = {};  // As Origin has it.
  static Actor Console() { return {"", "console", ""}; }
};

// Where a login comes from. An address alone is one, too.
struct Origin {
  Origin(const char* of_address) : address(of_address) {}     // NOLINT(google-explicit-constructor)
  Origin(std::string of_address, std::string of_device = {})  // NOLINT(google-explicit-constructor)
      : address(std::move(of_address)), device(std::move(of_device)) {}
  std::string address;  // Network address, or empty.
  std::string device;   // The browser in a few words, for its owner: "Windows 7 · Chrome". Or empty.
};

struct NewAccount {
  std::string login, name;
  Role role = Role::kTeacher;
  std::string school;
};

struct Invitation {
  Account account;
  std::string code;  // Shown once: 10 characters of base32, in two groups (50 bits).
  WallTime expires;
};

struct Session {
  std::string token;  // 32 random bytes as hex, for the cookie; the database holds only its digest.
  std::string csrf;   // 16 random bytes as hex, for forms.
  Account account;
  std::int64_t number = 0;  // Names it among those of its account.
};

// A session as its owner sees it.
struct OpenSession {
  std::int64_t number = 0;
  WallTime begun, used;  // By the wall clock; `used` is up to five minutes old.
  std::string device, address;
};

// What a login came to.
struct LoginEnd {
  enum class Kind { kIn, kSetPassword, kSecondFactor } kind = Kind::kIn;
  std::optional<Session> session;  // kIn.
  std::string ticket;              // Else: 10 minutes' proof that the first step was right, for the second.
};

// An account as the county's letter brings it. The code's digest, so that the first login works offline.
struct CountyAccount {
  std::string id, person, login, name;
  Role role = Role::kTeacher;
  std::string code_digest;  // Hex, BLAKE2b-256 over the code as DigestOfCode says; empty: none is open.
  WallTime code_expires;
  bool disabled = false;
  std::int64_t revision = 0;  // Rises when the county gives a new code: then password and sessions end.
  bool operator==(const CountyAccount&) const = default;
};
std::string DigestOfCode(std::string_view account_id, std::string_view code);  // Hex.

struct PeopleOptions {
  Place place = Place::kSchool;
  PasswordCost cost;
  std::int64_t code_days = 7;
  int wrong_tries = 5;                      // Then it rests, see login_rules.h…
  std::int64_t locked_ms = 15 * kMinuteMs;  // …for so long the first time.
  // Wrong tries from one address, whatever the names: more than a school behind one address needs in the
  // morning, too few to try one password on all names.
  int wrong_tries_of_address = 30;
  std::int64_t idle_ms = 30 * kMinuteMs;   // A session without a request ends.
  std::int64_t longest_ms = 12 * kHourMs;  // And every session after a working day.
  std::int64_t audit_days = kAuditDays;
};

class People {
 public:
  static Result<std::unique_ptr<People>> Open(const std::string& path, const Clock& clock,
                                              PeopleOptions options, DatabaseOptions database = {});
  virtual ~People() = default;

  // --- Accounts. kInvalid names the field: "account.login_taken: …", "account.login_form: …",
  // "account.name_form: …", "account.role_elsewhere: …", "account.school_missing: …" (at the county, for a
  // role of a school); kNotFound "account.unknown: …"; kRefused "account.of_county: …",
  // "account.last_administrator: …" (make another one first), "account.own: …"
  // (not on oneself), "account.not_yours: …" (a manager manages a school's accounts, an administrator all:
  // MayManage in roles.h). That the actor may manage people at all is checked here as well.
  virtual Result<Invitation> Add(const NewAccount& account, const Actor& by) = 0;
  virtual Result<Invitation> NewCode(const std::string& id, const Actor& by) = 0;  // Ends password, sessions.
  virtual Status Disable(const std::string& id, const Actor& by) = 0;              // And all sessions.
  virtual Status Enable(const std::string& id, const Actor& by) = 0;
  virtual Status Change(const std::string& id, const std::string& name, Role role, const Actor& by) = 0;
  // Forgets the person: account, name, pseudonym. The audit log keeps what its retention asks for. Returns
  // the pseudonym, so that the learning log can forget it too. One of the county's is erased here only when
  // its letter has disabled it or has it no more.
  virtual Result<std::string> Erase(const std::string& id, const Actor& by) = 0;
  virtual Result<std::vector<Account>> List() const = 0;  // By login.
  virtual Result<Account> Find(const std::string& id) const = 0;
  virtual Result<Account> FindLogin(const std::string& login) const = 0;
  // All the county's accounts of this school, as its newest letter has them: new ones come, changed ones
  // change, missing ones are disabled. A password set here stays until a letter has a higher revision. A
  // login that a local account has already is told in the audit log, and the county's account gets
  // "@county" behind it. One that breaks the rules is left out and told in the audit log.
  virtual Status TakeCountyAccounts(const std::vector<CountyAccount>& accounts) = 0;
  // At the county: what one school's letter is to bring.
  virtual Result<std::vector<CountyAccount>> AccountsFor(const std::string& school) const = 0;

  // What is kept about one person here, for that person: account, sessions, own rows of the audit log, and
  // what they keep for teaching (storage/teaching). JSON. `by` is that person or one who manages the account.
  virtual Result<std::string> Export(const std::string& id, const Actor& by) = 0;

  // --- Logging in. kRefused "login.wrong: …" (name or password; never which), "login.locked: …",
  // "login.code_expired: …", "login.at_school: …" (an account the county made for a school's box);
  // kOffline "login.busy: …". A code is taken where the password goes.
  virtual Result<LoginEnd> LogIn(const std::string& login, const SecretBytes& password,
                                 const Origin& from) = 0;
  // After kSetPassword. kInvalid as CheckPassword; "login.ticket_old: …".
  virtual Result<LoginEnd> SetFirstPassword(const std::string& ticket, const SecretBytes& password,
                                            const Origin& from) = 0;
  // After kSecondFactor: six digits, RFC 6238. Each counts once. kRefused "login.second_wrong: …".
  virtual Result<LoginEnd> GiveSecondFactor(const std::string& ticket, const std::string& digits,
                                            const Origin& from) = 0;
  // All sessions end; the one that comes back takes their place, with a new token for the cookie. kInvalid
  // as CheckPassword, "password.same: …"; kRefused "login.wrong: …", "login.locked: …".
  virtual Result<Session> ChangePassword(const std::string& account, const SecretBytes& old_password,
                                         const SecretBytes& new_password, const Actor& by) = 0;

  // --- Sessions. kRefused "login.session_ended: …" when it is unknown, idle too long or ended. Notes only
  // six times within the idle time that it was used, so that a page costs no write. Times are counted by the
  // Instant of this boot, so no jump of the wall clock ends a session or keeps one; all end when the machine
  // starts anew, for a box without a battery cannot know how long it was off.
  virtual Result<Session> Check(const std::string& token) = 0;
  virtual Status LogOut(const std::string& token) = 0;
  virtual Status EndSessions(const std::string& account, const Actor& by) = 0;
  // Those that go on, newest first.
  virtual Result<std::vector<OpenSession>> SessionsOf(const std::string& account) const = 0;
  // One of the actor's own, or all but the one of this number. Success when there is none.
  virtual Status EndOwnSession(std::int64_t number, const Actor& by) = 0;
  virtual Status EndOtherSessions(std::int64_t keep, const Actor& by) = 0;

  // --- Second factor, at the county only: a box may not know the time. A secret to show once as otpauth://
  // address, in force after the first right digits. kRefused "second.county_only: …", "second.none: …",
  // "login.second_wrong: …".
  virtual Result<std::string> BeginSecondFactor(const std::string& account) = 0;
  virtual Status ConfirmSecondFactor(const std::string& account, const std::string& digits,
                                     const Actor& by) = 0;
  virtual Status DropSecondFactor(const std::string& account, const Actor& by) = 0;

  virtual AuditLog& audit() = 0;
  // For what else belongs to an account, in tables that go with it (storage/teaching).
  virtual Database& rows() = 0;
  // Once a day: what is past its time goes (sessions, codes, audit rows).
  virtual Status Tidy() = 0;
};

}  // namespace lianxiao::storage
