#include "web/people/account_pages.h"

#include <algorithm>
#include <array>
#include <utility>

#include "web/http/url.h"
#include "web/people/account_fields.h"
#include "web/people/form.h"
#include "web/people/people_page.h"
#include "web/people/visitor.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

using storage::NewAccount;
using storage::Permission;

// What was done, as the address says it after a form was taken.
constexpr std::array<std::string_view, 5> kDone = {"changed", "disabled", "enabled", "sessions", "erased"};

std::string DoneWords(const Page& page, const Request& request) {
  for (const auto done : kDone) {
    if (request.Query("done") == done) return page.words().Get("account.done_" + std::string(done));
  }
  return {};
}

std::string AddressOf(const std::string& id) { return "/people/" + EncodeSegment(id); }

Response List(const PeopleSite& site, const Request& request, const Captures&) {
  const auto accounts = site.people.List();
  if (!accounts) return ErrorPage(request, accounts.error());
  const Page page = PeoplePage(site, request, "people");
  Fields::List rows;
  for (const auto& account : *accounts) rows.push_back(AccountFields(site, page, account));
  const bool any_waits = std::any_of(accounts->begin(), accounts->end(), [](const storage::Account& account) {
    return account.state == storage::AccountState::kInvited;
  });
  Fields fields;
  fields.Set("any_waits", any_waits);
  fields.Set("any_account", !rows.empty())
      .Set("count", page.words().Count("account.count", std::ssize(rows)));
  fields.Set("accounts", std::move(rows)).Set("done", DoneWords(page, request));
  return SendPeople(site, page, "people", page.words().Get("account.title"), std::move(fields));
}

Response NewForm(const PeopleSite& site, const Request& request, const NewAccount& typed,
                 const Error* failure) {
  const Page page = PeoplePage(site, request, "people");
  Fields fields;
  fields.Set("typed_login", typed.login).Set("typed_name", typed.name).Set("typed_school", typed.school);
  fields.Set("roles", RoleChoices(site, request, page, typed.role)).Set("schools", SchoolChoices(site));
  if (failure != nullptr) fields.Set("failure", Sentence(page, *failure, site.clock.Wall()));
  return SendPeople(site, page, "people_new", page.words().Get("account.new_title"), std::move(fields),
                    failure != nullptr ? StatusOf(*failure) : 200);
}

// The only time the code is seen.
Response ShowCode(const PeopleSite& site, const Request& request, const storage::Invitation& invitation) {
  const Page page = PeoplePage(site, request, "people");
  Fields fields = AccountFields(site, page, invitation.account);
  const auto until = page.text().Moment(invitation.expires, site.clock.Wall());
  fields.Set("code", invitation.code).Set("until", page.words().Get("account.code_until", {{"when", until}}));
  fields.Set("address", LoginAddress(site, request));
  fields.Set("at_school", site.place == storage::Place::kCounty && !invitation.account.school.empty());
  return SendPeople(site, page, "people_code", page.words().Get("account.code_title"), std::move(fields));
}

Response ShowNew(const PeopleSite& site, const Request& request, const Captures&) {
  return NewForm(site, request, {}, nullptr);
}

Response AddAccount(const PeopleSite& site, const Request& request, const Captures&) {
  const auto form = Form::Read(request);
  if (!form) return NewForm(site, request, {}, &form.error());
  NewAccount typed{form->Text("login"), form->Text("name"), storage::Role::kTeacher, form->Text("school")};
  const auto role = storage::ParseRole(form->Get("role"));
  if (!role) return NewForm(site, request, typed, &role.error());
  typed.role = *role;
  const auto invitation = site.people.Add(typed, ActorOf(request));
  return invitation ? ShowCode(site, request, *invitation)
                    : NewForm(site, request, typed, &invitation.error());
}

Response AccountPage(const PeopleSite& site, const Request& request, const std::string& id,
                     const Error* failure) {
  const auto account = site.people.Find(id);
  if (!account) return ErrorPage(request, account.error());
  const Page page = PeoplePage(site, request, "people");
  Fields fields = AccountFields(site, page, *account);
  fields.Set("roles", RoleChoices(site, request, page, account->role)).Set("done", DoneWords(page, request));
  fields.Set("is_self", request.visitor && request.visitor->account.id == id);
  if (failure != nullptr) fields.Set("failure", Sentence(page, *failure, site.clock.Wall()));
  return SendPeople(site, page, "people_one", account->name.empty() ? account->login : account->name,
                    std::move(fields), failure != nullptr ? StatusOf(*failure) : 200);
}

Response ShowAccount(const PeopleSite& site, const Request& request, const Captures& captures) {
  return AccountPage(site, request, captures.at("id"), nullptr);
}

// Back to the account with what was done, or its page with what went wrong.
Response After(const PeopleSite& site, const Request& request, const std::string& id, const Status& status,
               std::string_view done) {
  if (!status) return AccountPage(site, request, id, &status.error());
  return Response::Redirect(Address(AddressOf(id), {{"done", std::string(done)}}));
}

Response Change(const PeopleSite& site, const Request& request, const Captures& captures) {
  const auto& id = captures.at("id");
  const auto form = Form::Read(request);
  if (!form) return AccountPage(site, request, id, &form.error());
  const auto role = storage::ParseRole(form->Get("role"));
  if (!role) return AccountPage(site, request, id, &role.error());
  return After(site, request, id, site.people.Change(id, form->Text("name"), *role, ActorOf(request)),
               "changed");
}

Response NewCode(const PeopleSite& site, const Request& request, const Captures& captures) {
  const auto& id = captures.at("id");
  const auto invitation = site.people.NewCode(id, ActorOf(request));
  return invitation ? ShowCode(site, request, *invitation)
                    : AccountPage(site, request, id, &invitation.error());
}

Response Disable(const PeopleSite& site, const Request& request, const Captures& captures) {
  const auto& id = captures.at("id");
  return After(site, request, id, site.people.Disable(id, ActorOf(request)), "disabled");
}

Response Enable(const PeopleSite& site, const Request& request, const Captures& captures) {
  const auto& id = captures.at("id");
  return After(site, request, id, site.people.Enable(id, ActorOf(request)), "enabled");
}

Response EndSessions(const PeopleSite& site, const Request& request, const Captures& captures) {
  const auto& id = captures.at("id");
  return After(site, request, id, site.people.EndSessions(id, ActorOf(request)), "sessions");
}

Response AskErase(const PeopleSite& site, const Request& request, const Captures& captures) {
  const auto account = site.people.Find(captures.at("id"));
  if (!account) return ErrorPage(request, account.error());
  const Page page = PeoplePage(site, request, "people");
  Fields fields = AccountFields(site, page, *account);
  const auto name = account->name.empty() ? account->login : account->name;
  fields.Set("sure", page.words().Get("account.erase_sure", {{"name", name}}));
  return SendPeople(site, page, "people_erase", page.words().Get("account.erase"), std::move(fields));
}

Response Erase(const PeopleSite& site, const Request& request, const Captures& captures) {
  const auto& id = captures.at("id");
  const auto erased = EraseAccount(site, id, ActorOf(request));
  if (!erased) return AccountPage(site, request, id, &erased.error());
  return Response::Redirect(Address("/people", {{"done", "erased"}}));
}

}  // namespace

void AddAccountPages(Router& router, const PeopleSite& site) {
  const auto add = [&](std::string method, std::string pattern, PeopleHandler handler) {
    AddPeopleRoute(router, site, std::move(method), std::move(pattern), handler, Permission::kManagePeople);
  };
  add("GET", "/people", List);
  add("GET", "/people/new", ShowNew);
  add("POST", "/people/new", AddAccount);
  add("GET", "/people/{id}", ShowAccount);
  add("POST", "/people/{id}", Change);
  add("POST", "/people/{id}/code", NewCode);
  add("POST", "/people/{id}/disable", Disable);
  add("POST", "/people/{id}/enable", Enable);
  add("POST", "/people/{id}/sessions", EndSessions);
  add("GET", "/people/{id}/erase", AskErase);
  add("POST", "/people/{id}/erase", Erase);
}

}  // namespace lianxiao::web
