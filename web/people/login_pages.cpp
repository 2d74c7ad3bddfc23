#include "web/people/login_pages.h"

#include <utility>

#include "web/api/event_intake.h"
#include "web/http/cookies.h"
#include "web/people/form.h"
#include "web/people/people_page.h"
#include "web/people/visitor.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

using storage::LoginEnd;

// What goes on from step to step of one login.
struct Step {
  const PeopleSite& site;
  const Request& request;
  Form form;
  std::string next;  // Where to go when it is done.

  Step(const PeopleSite& of_site, const Request& of_request, Form of_form)
      : site(of_site), request(of_request), form(std::move(of_form)), next(LocalPath(form.Get("next"))) {}

  Response Show(std::string_view page_name, std::string_view title_key, Fields fields,
                const Error* failure) const {
    const Page page = PeoplePage(site, request, "login");
    fields.Set("next", next);
    if (failure != nullptr) fields.Set("failure", Sentence(page, *failure, site.clock.Wall()));
    return SendPeople(site, page, page_name, page.words().Get(title_key), std::move(fields),
                      failure != nullptr ? StatusOf(*failure) : 200);
  }
};

Response NameForm(const Step& step, const Error* failure) {
  Fields fields;
  fields.Set("typed_login", step.form.Text("login"));
  fields.Set("ended", failure == nullptr && !step.request.Query("ended").empty());
  return step.Show("login", "login.title", std::move(fields), failure);
}

Response PasswordForm(const Step& step, const std::string& ticket, const Error* failure) {
  Fields fields;
  fields.Set("ticket", ticket);
  return step.Show("login_password", "login.first_title", std::move(fields), failure);
}

Response DigitsForm(const Step& step, const std::string& ticket, const Error* failure) {
  Fields fields;
  fields.Set("ticket", ticket);
  return step.Show("login_code", "login.second_title", std::move(fields), failure);
}

// The county's first page is not for every role.
std::string Landing(const Step& step, storage::Role role) {
  const bool shown =
      step.site.place == storage::Place::kSchool || May(role, storage::Permission::kReadStatus);
  return step.next == "/" && !shown ? "/me" : step.next;
}

// A token of its own for each login: who planted a cookie before knows nothing of it.
Response GoOn(const Step& step, const LoginEnd& end) {
  switch (end.kind) {
    case LoginEnd::Kind::kSetPassword: return PasswordForm(step, end.ticket, nullptr);
    case LoginEnd::Kind::kSecondFactor: return DigitsForm(step, end.ticket, nullptr);
    case LoginEnd::Kind::kIn: break;
  }
  if (!end.session) return ErrorPage(step.request, 500, "login without a session");
  auto response = Response::Redirect(Landing(step, end.session->account.role));
  response.With("Set-Cookie", SessionCookie(step.site.gate, end.session->token));
  return response.With("Cache-Control", "no-store");
}

// A ticket that is too old leads back to the first step; any other failure asks the same again.
bool BeginsAgain(const Error& error) { return error.message.starts_with("login.ticket_old:"); }

Response ShowLogin(const PeopleSite& site, const Request& request, const Captures&) {
  Step step(site, request, {});
  step.next = LocalPath(request.Query("next"));
  return request.visitor ? Response::Redirect(step.next) : NameForm(step, nullptr);
}

Response BackToLogin(const PeopleSite&, const Request&, const Captures&) {
  return Response::Redirect("/login");
}

// The form of a step, from our own page.
Result<Form> OwnForm(const Request& request) {
  if (!IsOwnOrigin(request)) return Fail(ErrorCode::kRefused, "form.elsewhere: sent by another site");
  return Form::Read(request);
}

Response TakeName(const PeopleSite& site, const Request& request, const Captures&) {
  auto form = OwnForm(request);
  if (!form) return NameForm({site, request, {}}, &form.error());
  const Step step(site, request, *std::move(form));
  const auto end =
      site.people.LogIn(step.form.Text("login"), step.form.Secret("password"), OriginOf(request));
  return end ? GoOn(step, *end) : NameForm(step, &end.error());
}

Response TakePassword(const PeopleSite& site, const Request& request, const Captures&) {
  auto form = OwnForm(request);
  if (!form) return NameForm({site, request, {}}, &form.error());
  const Step step(site, request, *std::move(form));
  const auto ticket = step.form.Text("ticket");
  if (step.form.Get("password") != step.form.Get("again")) {
    const Error differ{ErrorCode::kInvalid, "password.differ: the two are not the same"};
    return PasswordForm(step, ticket, &differ);
  }
  const auto end = site.people.SetFirstPassword(ticket, step.form.Secret("password"), OriginOf(request));
  if (end) return GoOn(step, *end);
  return BeginsAgain(end.error()) ? NameForm(step, &end.error()) : PasswordForm(step, ticket, &end.error());
}

Response TakeDigits(const PeopleSite& site, const Request& request, const Captures&) {
  auto form = OwnForm(request);
  if (!form) return NameForm({site, request, {}}, &form.error());
  const Step step(site, request, *std::move(form));
  const auto ticket = step.form.Text("ticket");
  const auto end = site.people.GiveSecondFactor(ticket, step.form.Text("digits"), OriginOf(request));
  if (end) return GoOn(step, *end);
  return BeginsAgain(end.error()) ? NameForm(step, &end.error()) : DigitsForm(step, ticket, &end.error());
}

Response LogOut(const PeopleSite& site, const Request& request, const Captures&) {
  const auto ended = site.people.LogOut(CookieOf(request, site.gate.cookie));
  if (!ended && ended.error().code != ErrorCode::kRefused) return ErrorPage(request, ended.error());
  auto response = Response::Redirect(site.place == storage::Place::kCounty ? "/login" : "/");
  return response.With("Set-Cookie", EndedCookie(site.gate)).With("Cache-Control", "no-store");
}

}  // namespace

void AddLoginPages(Router& router, const PeopleSite& site) {
  AddPeopleRoute(router, site, "GET", "/login", ShowLogin, {});
  AddPeopleRoute(router, site, "POST", "/login", TakeName, {}, Cost::kPassword);
  for (const auto* step : {"/login/password", "/login/code"}) {
    AddPeopleRoute(router, site, "GET", step, BackToLogin, {});
  }
  AddPeopleRoute(router, site, "POST", "/login/password", TakePassword, {}, Cost::kPassword);
  AddPeopleRoute(router, site, "POST", "/login/code", TakeDigits, {});
  AddPeopleRoute(router, site, "POST", "/logout", LogOut, storage::Permission::kOwnAccount);
}

}  // namespace lianxiao::web
