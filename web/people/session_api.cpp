#include "web/people/session_api.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "web/api/common_json.h"
#include "web/api/event_intake.h"
#include "web/http/cookies.h"
#include "web/http/errors.h"
#include "web/people/account_json.h"
#include "web/people/json_body.h"
#include "web/people/visitor.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;
using storage::LoginEnd;
using storage::Permission;

Response Answer(const PeopleSite& site, const LoginEnd& end) {
  switch (end.kind) {
    case LoginEnd::Kind::kSetPassword:
      return Response::Json(Dump({{"state", "set_password"}, {"ticket", end.ticket}}));
    case LoginEnd::Kind::kSecondFactor:
      return Response::Json(Dump({{"state", "second_factor"}, {"ticket", end.ticket}}));
    case LoginEnd::Kind::kIn: break;
  }
  if (!end.session) return JsonError({ErrorCode::kInternal, "login without a session"});
  auto response = Response::Json(
      Dump({{"state", "in"}, {"csrf", end.session->csrf}, {"account", ToJson(end.session->account)}}));
  return response.With("Set-Cookie", SessionCookie(site.gate, end.session->token));
}

Result<LoginEnd> Step(const PeopleSite& site, const Request& request) {
  if (!IsOwnOrigin(request)) return Fail(ErrorCode::kRefused, "form.elsewhere: sent by another site");
  LIANXIAO_ASSIGN(const auto body, JsonBody::Read(request));
  const auto secret = [&](std::string_view name) { return SecretBytes(body.Get(name)); };
  if (body.Has("new_password")) {
    return site.people.SetFirstPassword(body.Get("ticket"), secret("new_password"), OriginOf(request));
  }
  if (body.Has("digits")) {
    return site.people.GiveSecondFactor(body.Get("ticket"), body.Get("digits"), OriginOf(request));
  }
  return site.people.LogIn(body.Get("login"), secret("password"), OriginOf(request));
}

Response LogIn(const PeopleSite& site, const Request& request, const Captures&) {
  const auto end = Step(site, request);
  return (end ? Answer(site, *end) : JsonError(end.error())).With("Cache-Control", "no-store");
}

Response LogOut(const PeopleSite& site, const Request& request, const Captures&) {
  const auto ended = site.people.LogOut(CookieOf(request, site.gate.cookie));
  if (!ended && ended.error().code != ErrorCode::kRefused) return JsonError(ended.error());
  return Response::NoContent().With("Set-Cookie", EndedCookie(site.gate));
}

Response Me(const PeopleSite&, const Request& request, const Captures&) {
  const auto& visitor = *request.visitor;
  return Response::Json(Dump({{"account", ToJson(visitor.account)}, {"csrf", visitor.csrf}}));
}

}  // namespace

void AddSessionApi(Router& router, const PeopleSite& site) {
  AddPeopleRoute(router, site, "POST", "/api/v1/session", LogIn, {}, Cost::kPassword);
  AddPeopleRoute(router, site, "DELETE", "/api/v1/session", LogOut, Permission::kOwnAccount);
  AddPeopleRoute(router, site, "GET", "/api/v1/me", Me, Permission::kOwnAccount);
}

}  // namespace lianxiao::web
