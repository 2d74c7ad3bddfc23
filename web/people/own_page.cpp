#include "web/people/own_page.h"

#include <array>
#include <utility>

#include "web/api/parameters.h"
#include "web/http/cookies.h"
#include "web/people/form.h"
#include "web/people/own_data.h"
#include "web/people/people_page.h"
#include "web/people/qr_picture.h"
#include "web/people/visitor.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

using storage::Permission;

// What was done, as the address says it after a form was taken; the words are the catalog's.
constexpr std::array<std::string_view, 5> kDone = {"password", "second_on", "second_off", "session",
                                                   "sessions"};

std::string DoneWords(const Page& page, const Request& request) {
  for (const auto done : kDone) {
    if (request.Query("done") == done) return page.words().Get("me.done_" + std::string(done));
  }
  return {};
}

// Where else this account is logged in; this one first.
Fields::List SessionRows(const Page& page, const std::vector<storage::OpenSession>& open, std::int64_t here,
                         WallTime now) {
  Fields::List rows;
  for (const auto& session : open) {
    const bool is_here = session.number == here;
    Fields row;
    row.Set("session_device",
            session.device.empty() ? page.words().Get("me.session_unknown") : session.device);
    row.Set("session_address", session.address).Set("session_here", is_here);
    row.Set("session_begun", page.text().Moment(session.begun, now));
    row.Set("session_used", page.text().Ago(session.used, now));
    row.Set("session_end", "/me/sessions/" + std::to_string(session.number) + "/end");
    rows.insert(is_here ? rows.begin() : rows.end(), std::move(row));
  }
  return rows;
}

Response OwnPage(const PeopleSite& site, const Request& request, const Error* failure) {
  const Page page = PeoplePage(site, request, "me");
  const auto account = site.people.Find(request.visitor->account.id);
  if (!account) return ErrorPage(request, account.error());
  const auto open = site.people.SessionsOf(account->id);
  if (!open) return ErrorPage(request, open.error());
  const auto now = site.clock.Wall();
  Fields fields;
  fields.Set("sessions", SessionRows(page, *open, request.visitor->session, now));
  fields.Set("other_sessions", open->size() > 1);
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
  auto by = visitor.actor;
  by.device = OriginOf(request).device;
  const auto session =
      site.people.ChangePassword(visitor.account.id, form->Secret("old"), form->Secret("password"), by);
  if (!session) return OwnPage(site, request, &session.error());
  return After(site, request, {}, "password").With("Set-Cookie", SessionCookie(site.gate, session->token));
}

Response EndSession(const PeopleSite& site, const Request& request, const Captures& captures) {
  const auto number = ParseCount(captures.at("number"));
  if (!number) return ErrorPage(request, 404);
  return After(site, request, site.people.EndOwnSession(*number, request.visitor->actor), "session");
}

Response EndOtherSessions(const PeopleSite& site, const Request& request, const Captures&) {
  const auto& visitor = *request.visitor;
  return After(site, request, site.people.EndOtherSessions(visitor.session, visitor.actor), "sessions");
}

// "ABCD EFGH …" of "otpauth://totp/…?secret=ABCDEFGH&…": what programs ask for that cannot see the picture.
std::string TypedSecret(std::string_view address) {
  constexpr std::string_view kMark = "secret=";
  constexpr std::size_t kGroup = 4;
  const auto at = address.find(kMark);
  if (at == address.npos) return {};
  address.remove_prefix(at + kMark.size());
  std::string typed;
  for (const char c : address.substr(0, address.find('&'))) {
    if (typed.size() % (kGroup + 1) == kGroup) typed += ' ';
    typed += c;
  }
  return typed;
}

Response SecondFactorPage(const PeopleSite& site, const Request& request, const std::string& address,
                          const Error* failure) {
  const Page page = PeoplePage(site, request, "me");
  Fields fields;
  fields.Set("typed_secret", TypedSecret(address));
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
  const auto data = OwnData(site, visitor.account, visitor.actor);
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
  add("POST", "/me/password", ChangePassword, Cost::kPassword);
  add("POST", "/me/sessions/{number}/end", EndSession);
  add("POST", "/me/end-other-sessions", EndOtherSessions);
  add("POST", "/me/second-factor", BeginSecondFactor);
  add("POST", "/me/second-factor/confirm", ConfirmSecondFactor);
  add("POST", "/me/second-factor/drop", DropSecondFactor);
}

}  // namespace lianxiao::web
