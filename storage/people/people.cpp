// Joins the parts; each does one of People's jobs.
#include "storage/people/people.h"

#include "storage/people/account_book.h"
#include "storage/people/county_book.h"
#include "storage/people/logins.h"
#include "storage/people/people_schema.h"
#include "storage/people/person_export.h"
#include "storage/people/second_factors.h"
#include "storage/people/sessions.h"

namespace lianxiao::storage {
namespace {

class PeopleInDatabase final : public People {
 public:
  PeopleInDatabase(std::unique_ptr<Database> people, const Clock& clock, PeopleOptions options, DigestKey key)
      : people_(std::move(people)),
        options_(options),
        audit_(*people_, clock),
        passwords_(options_.cost),
        tries_(std::move(key), options_),
        desk_{*people_, clock, options_, audit_, passwords_, tries_} {}

  Result<Invitation> Add(const NewAccount& account, const Actor& by) override {
    return book_.Add(account, by);
  }
  Result<Invitation> NewCode(const std::string& id, const Actor& by) override {
    return book_.NewCode(id, by);
  }
  Status Disable(const std::string& id, const Actor& by) override { return book_.Disable(id, by); }
  Status Enable(const std::string& id, const Actor& by) override { return book_.Enable(id, by); }
  Status Change(const std::string& id, const std::string& name, Role role, const Actor& by) override {
    return book_.Change(id, name, role, by);
  }
  Result<std::string> Erase(const std::string& id, const Actor& by) override { return book_.Erase(id, by); }
  Result<std::vector<Account>> List() const override { return book_.List(); }
  Result<Account> Find(const std::string& id) const override { return book_.Find(AccountKey::kId, id); }
  Result<Account> FindLogin(const std::string& login) const override {
    return book_.Find(AccountKey::kFolded, login);
  }
  Status EndSessions(const std::string& account, const Actor& by) override {
    return book_.EndSessions(account, by);
  }

  Status TakeCountyAccounts(const std::vector<CountyAccount>& accounts) override {
    return county_.Take(accounts);
  }
  Result<std::vector<CountyAccount>> AccountsFor(const std::string& school) const override {
    return county_.For(school);
  }

  Result<std::string> Export(const std::string& id, const Actor& by) override {
    return ExportPerson(desk_, id, by);
  }

  Result<LoginEnd> LogIn(const std::string& login, const SecretBytes& password, const Origin& from) override {
    return logins_.LogIn(login, password, from);
  }
  Result<LoginEnd> SetFirstPassword(const std::string& ticket, const SecretBytes& password,
                                    const Origin& from) override {
    return logins_.SetFirstPassword(ticket, password, from);
  }
  Result<LoginEnd> GiveSecondFactor(const std::string& ticket, const std::string& digits,
                                    const Origin& from) override {
    return logins_.GiveSecondFactor(ticket, digits, from);
  }
  Result<Session> ChangePassword(const std::string& account, const SecretBytes& old_password,
                                 const SecretBytes& new_password, const Actor& by) override {
    return logins_.ChangePassword(account, old_password, new_password, by);
  }

  Result<Session> Check(const std::string& token) override { return sessions_.Check(token); }
  Status LogOut(const std::string& token) override { return sessions_.LogOut(token); }
  Result<std::vector<OpenSession>> SessionsOf(const std::string& account) const override {
    return sessions_.Of(account);
  }
  Status EndOwnSession(std::int64_t number, const Actor& by) override { return sessions_.EndOne(number, by); }
  Status EndOtherSessions(std::int64_t keep, const Actor& by) override {
    return sessions_.EndOthers(keep, by);
  }

  Result<std::string> BeginSecondFactor(const std::string& account) override {
    return second_.Begin(account);
  }
  Status ConfirmSecondFactor(const std::string& account, const std::string& digits,
                             const Actor& by) override {
    return second_.Confirm(account, digits, by);
  }
  Status DropSecondFactor(const std::string& account, const Actor& by) override {
    return second_.Drop(account, by);
  }

  AuditLog& audit() override { return audit_; }
  Database& rows() override { return *people_; }
  Status Tidy() override {
    const auto now = MomentOf(desk_.clock);
    const auto tidied = people_->Write([&](Connection& c) -> Status {
      LIANXIAO_TRY(DeleteEndedSessions(c, desk_.limits(), now));
      LIANXIAO_TRY(DeleteOldTickets(c, now));
      return DeleteForgottenTries(c, now);
    });
    return tidied ? audit_.Forget(options_.audit_days) : tidied;
  }

 private:
  const std::unique_ptr<Database> people_;
  const PeopleOptions options_;
  AuditLog audit_;
  const Passwords passwords_;
  const TryCounts tries_;
  const Desk desk_;  // Of all above, for all below.
  AccountBook book_{desk_};
  CountyBook county_{desk_};
  Logins logins_{desk_};
  Sessions sessions_{desk_};
  SecondFactors second_{desk_};
};

}  // namespace

std::string_view Word(AccountState state) {
  switch (state) {
    case AccountState::kInvited: return "invited";
    case AccountState::kActive: return "active";
    case AccountState::kDisabled: return "disabled";
  }
  std::abort();
}

Result<std::unique_ptr<People>> People::Open(const std::string& path, const Clock& clock,
                                             PeopleOptions options, DatabaseOptions database) {
  LIANXIAO_TRY(InitCrypto());
  LIANXIAO_ASSIGN(auto people, Database::Open(path, PeopleSchema(), std::move(database)));
  LIANXIAO_ASSIGN(auto key, WriteOne<DigestKey>(*people, [](Connection& c) { return DigestKey::Load(c); }));
  return std::make_unique<PeopleInDatabase>(std::move(people), clock, options, std::move(key));
}

}  // namespace lianxiao::storage
