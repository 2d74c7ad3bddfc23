#include "web/people/own_api.h"

#include <nlohmann/json.hpp>

#include "web/api/common_json.h"
#include "web/api/parameters.h"
#include "web/http/errors.h"
#include "web/people/own_data.h"
#include "web/people/visitor.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;
using storage::Permission;

Response Done(const Status& status) { return status ? Response::NoContent() : JsonError(status.error()); }

Response Sessions(const PeopleSite& site, const Request& request, const Captures&) {
  const auto& visitor = *request.visitor;
  const auto open = site.people.SessionsOf(visitor.account.id);
  if (!open) return JsonError(open.error());
  json list = json::array();
  for (const auto& session : *open) {
    list.push_back({{"number", session.number},
                    {"this", session.number == visitor.session},
                    {"begun", ToRfc3339(session.begun)},
                    {"used", ToRfc3339(session.used)},
                    {"device", session.device},
                    {"address", session.address}});
  }
  return Response::Json(Dump({{"sessions", std::move(list)}}));
}

Response EndOne(const PeopleSite& site, const Request& request, const Captures& captures) {
  const auto number = ParseCount(captures.at("number"));
  if (!number) return JsonError({ErrorCode::kInvalid, "a session's number has digits only"});
  return Done(site.people.EndOwnSession(*number, request.visitor->actor));
}

Response EndOthers(const PeopleSite& site, const Request& request, const Captures&) {
  const auto& visitor = *request.visitor;
  return Done(site.people.EndOtherSessions(visitor.session, visitor.actor));
}

Response Export(const PeopleSite& site, const Request& request, const Captures&) {
  auto data = OwnData(site, request.visitor->account, request.visitor->actor);
  return data ? Response::Json(*std::move(data)) : JsonError(data.error());
}

}  // namespace

void AddOwnApi(Router& router, const PeopleSite& site) {
  const auto add = [&](std::string method, const std::string& below, PeopleHandler handler,
                       Cost cost = Cost::kLittle) {
    AddPeopleRoute(router, site, std::move(method), "/api/v1/me/" + below, handler, Permission::kOwnAccount,
                   cost);
  };
  add("GET", "sessions", Sessions);
  add("DELETE", "sessions/{number}", EndOne);
  add("POST", "end-other-sessions", EndOthers);
  add("GET", "export", Export, Cost::kExport);
}

}  // namespace lianxiao::web
