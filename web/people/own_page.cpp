#include "web/people/own_page.h"

#include <array>
#include <utility>

#include "web/http/cookies.h"
#include "web/people/form.h"
#include "web/people/people_page.h"
#include "web/people/qr_picture.h"
#include "web/people/visitor.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

using storage::Permission;

// What was done, as the address says it after a form was taken; the words are the catalog's.
constexpr std::array<std::string_view, 3> kDone = {"password", "second_on", "second_off"};

std::string DoneWords(const Page& page, const Request& request) {
  for (const auto done : kDone) {
    if (request.Query("done") == done) return page.words().Get("me.done_" + std::string(done));
  }
  return {};
}

Response OwnPage(const PeopleSite& site, const Request& request, const Error* failure) {
  const Page page = PeoplePage(site, request, "me");
  const auto account = site.people.Find(request.visitor->account.id);
  if (!account) return ErrorPage(request, account.error());
  const auto now = site.clock.Wall();
  Fields fields;
  fields.Set("account_name", account->name).Set("account_login", account->login);
  fields.Set("account_role", page.words().Get("role." + std::string(Word(account->role))));
  fields.Set("account_made", page.text().Date(account->made));
  fields.Set("second_factor", account->second_factor);
  fields.Set("second_here", site.place == storage::Place::kCounty);  // A box may not know the time.
  fields.Set("done", failure == nullptr ? DoneWords(page, request) : std::string());
  if (failure != nullptr) fields.Set("failure", Sentence(page, *failure, now));
  return SendPeople(site, page, "me", page.words().Get("me.title"), std::move(fields),
                    failure != nullptr ? StatusOf(*failure) : 200);
}

Response ShowOwn(const PeopleSite& site, const Request& request, const Captures&) {
  return OwnPage(site, request, nullptr);
}

// Back to the page with what was done, or the page with what went wrong.
Response After(const PeopleSite& site, const Request& request, const Status& status, std::string_view done) {
  if (!status) return OwnPage(site, request, &status.error());
  return Response::Redirect(Address("/me", {{"done", std::string(done)}}));
}

Response ChangePassword(const PeopleSite& site, const Request& request, const Captures&) {
  const auto form = Form::Read(request);
  if (!form) return OwnPage(site, request, &form.error());
  if (form->Get("password") != form->Get("again")) {
    return After(site, request, Fail(ErrorCode::kInvalid, "password.differ: the two are not the same"), "");
  }
  const auto& visitor = *request.visitor;
  const auto session = site.people.ChangePassword(visitor.account.id, form->Secret("old"),
                                                  form->Secret("password"), visitor.actor);
  if (!session) return OwnPage(site, request, &session.error());
  return After(site, request, {}, "password").With("Set-Cookie", SessionCookie(site.gate, session->token));
}

Response EndSessions(const PeopleSite& site, const Request& request, const Captures&) {
  const auto& visitor = *request.visitor;
  const auto ended = site.people.EndSessions(visitor.account.id, visitor.actor);
  if (!ended) return OwnPage(site, request, &ended.error());
  return Response::Redirect("/login").With("Set-Cookie", EndedCookie(site.gate));
}

Response SecondFactorPage(const PeopleSite& site, const Request& request, const std::string& address,
                          const Error* failure) {
  const Page page = PeoplePage(site, request, "me");
  Fields fields;
  fields.Set("otpauth", address);
  if (!address.empty()) fields.Set("qr_picture", QrPicture(address));
  if (failure != nullptr) fields.Set("failure", Sentence(page, *failure, site.clock.Wall()));
  return SendPeople(site, page, "second_factor", page.words().Get("me.second"), std::move(fields),
                    failure != nullptr ? StatusOf(*failure) : 200);
}

Response BeginSecondFactor(const PeopleSite& site, const Request& request, const Captures&) {
  const auto address = site.people.BeginSecondFactor(request.visitor->account.id);
  return address ? SecondFactorPage(site, request, *address, nullptr)
                 : OwnPage(site, request, &address.error());
}

Response ConfirmSecondFactor(const PeopleSite& site, const Request& request, const Captures&) {
  const auto form = Form::Read(request);
  if (!form) return OwnPage(site, request, &form.error());
  const auto& visitor = *request.visitor;
  const auto confirmed =
      site.people.ConfirmSecondFactor(visitor.account.id, form->Text("digits"), visitor.actor);
  // The secret is shown once; the app has it, so the digits alone are asked again.
  if (!confirmed) return SecondFactorPage(site, request, "", &confirmed.error());
  return After(site, request, confirmed, "second_on");
}

Response DropSecondFactor(const PeopleSite& site, const Request& request, const Captures&) {
  const auto& visitor = *request.visitor;
  return After(site, request, site.people.DropSecondFactor(visitor.account.id, visitor.actor), "second_off");
}

Response ExportOwn(const PeopleSite& site, const Request& request, const Captures&) {
  const auto& visitor = *request.visitor;
  const auto data = site.people.Export(visitor.account.id, visitor.actor);
  if (!data) return ErrorPage(request, data.error());
  return Response::Json(*data)
      .With("Content-Disposition", "attachment; filename=\"lianxiao-my-data.json\"")
      .With("Cache-Control", "no-store");
}

}  // namespace

void AddOwnPages(Router& router, const PeopleSite& site) {
  const auto add = [&](std::string method, std::string pattern, PeopleHandler handler,
                       Cost cost = Cost::kLittle) {
    AddPeopleRoute(router, site, std::move(method), std::move(pattern), handler, Permission::kOwnAccount,
                   cost);
  };
  add("GET", "/me", ShowOwn);
  add("GET", "/me/export", ExportOwn, Cost::kExport);
  add("POST", "/me/password", ChangePassword);
  add("POST", "/me/sessions", EndSessions);
  add("POST", "/me/second-factor", BeginSecondFactor);
  add("POST", "/me/second-factor/confirm", ConfirmSecondFactor);
  add("POST", "/me/second-factor/drop", DropSecondFactor);
}

}  // namespace lianxiao::web
