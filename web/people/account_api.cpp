#include "web/people/account_api.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "web/api/common_json.h"
#include "web/api/parameters.h"
#include "web/http/errors.h"
#include "web/people/account_fields.h"
#include "web/people/account_json.h"
#include "web/people/audit_file.h"
#include "web/people/json_body.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;
using storage::Permission;

// Codes and names of people stay with who asked.
Response Private(Response response) { return response.With("Cache-Control", "no-store"); }

template <typename Value>
Response JsonOf(const Result<Value>& value) {
  return Private(value ? Response::Json(Dump(ToJson(*value))) : JsonError(value.error()));
}
Response Done(const Status& status) { return status ? Response::NoContent() : JsonError(status.error()); }

Response List(const PeopleSite& site, const Request&, const Captures&) {
  const auto accounts = site.people.List();
  if (!accounts) return JsonError(accounts.error());
  json list = json::array();
  for (const auto& account : *accounts) list.push_back(ToJson(account));
  return Private(Response::Json(Dump({{"accounts", std::move(list)}})));
}

Result<storage::Invitation> TakeNew(const PeopleSite& site, const Request& request) {
  LIANXIAO_ASSIGN(const auto body, JsonBody::Read(request));
  LIANXIAO_ASSIGN(const auto role, storage::ParseRole(body.Get("role")));
  return site.people.Add({body.Get("login"), body.Get("name"), role, body.Get("school")}, ActorOf(request));
}

Response Add(const PeopleSite& site, const Request& request, const Captures&) {
  return JsonOf(TakeNew(site, request));
}

Response One(const PeopleSite& site, const Request&, const Captures& captures) {
  return JsonOf(site.people.Find(captures.at("id")));
}

Status TakeChange(const PeopleSite& site, const Request& request, const std::string& id) {
  LIANXIAO_ASSIGN(const auto body, JsonBody::Read(request));
  LIANXIAO_ASSIGN(const auto role, storage::ParseRole(body.Get("role")));
  return site.people.Change(id, body.Get("name"), role, ActorOf(request));
}

Response Change(const PeopleSite& site, const Request& request, const Captures& captures) {
  return Done(TakeChange(site, request, captures.at("id")));
}

Response Erase(const PeopleSite& site, const Request& request, const Captures& captures) {
  return Done(EraseAccount(site, captures.at("id"), ActorOf(request)));
}

Response NewCode(const PeopleSite& site, const Request& request, const Captures& captures) {
  return JsonOf(site.people.NewCode(captures.at("id"), ActorOf(request)));
}

Response Disable(const PeopleSite& site, const Request& request, const Captures& captures) {
  return Done(site.people.Disable(captures.at("id"), ActorOf(request)));
}

Response Enable(const PeopleSite& site, const Request& request, const Captures& captures) {
  return Done(site.people.Enable(captures.at("id"), ActorOf(request)));
}

Response EndSessions(const PeopleSite& site, const Request& request, const Captures& captures) {
  return Done(site.people.EndSessions(captures.at("id"), ActorOf(request)));
}

Response Export(const PeopleSite& site, const Request& request, const Captures& captures) {
  auto data = site.people.Export(captures.at("id"), ActorOf(request));
  return Private(data ? Response::Json(*std::move(data)) : JsonError(data.error()));
}

Response Audit(const PeopleSite& site, const Request& request, const Captures&) {
  const auto paging = PagingOf(request);
  if (!paging) return JsonError(paging.error());
  const auto found = site.people.audit().Newest(paging->offset, paging->limit);
  if (!found) return JsonError(found.error());
  json rows = json::array();
  for (const auto& row : found->rows) rows.push_back(ToJson(row));
  return Private(Response::Json(Dump({{"total", found->total},
                                      {"offset", paging->offset},
                                      {"limit", paging->limit},
                                      {"rows", std::move(rows)}})));
}

Response ExportAudit(const PeopleSite& site, const Request& request, const Captures&) {
  const auto actor = ActorOf(request);
  const auto noted = site.people.audit().Add({.who = actor.login, .from = actor.from, .act = "log.exported"});
  if (!noted) return JsonError(noted.error());
  const auto form = request.Query("form") == "csv" ? AuditForm::kCsv : AuditForm::kNdjson;
  Response response;
  response.body = AuditFile(site.people.audit(), form);
  response.With("Content-Type", std::string(MediaType(form)));
  return Private(std::move(response));
}

Response CheckAudit(const PeopleSite& site, const Request&, const Captures&) {
  return Done(site.people.audit().CheckChain());
}

}  // namespace

void AddAccountApi(Router& router, const PeopleSite& site) {
  const auto add = [&](std::string method, const std::string& below, PeopleHandler handler,
                       Cost cost = Cost::kLittle) {
    AddPeopleRoute(router, site, std::move(method), "/api/v1/accounts" + below, handler,
                   Permission::kManagePeople, cost);
  };
  add("GET", "", List);
  add("POST", "", Add);
  add("GET", "/{id}", One);
  add("PUT", "/{id}", Change);
  add("DELETE", "/{id}", Erase);
  add("POST", "/{id}/code", NewCode);
  add("POST", "/{id}/disable", Disable);
  add("POST", "/{id}/enable", Enable);
  add("POST", "/{id}/end-sessions", EndSessions);
  add("GET", "/{id}/export", Export, Cost::kExport);
  AddPeopleRoute(router, site, "GET", "/api/v1/audit", Audit, Permission::kReadAudit);
  AddPeopleRoute(router, site, "GET", "/api/v1/audit/export", ExportAudit, Permission::kReadAudit,
                 Cost::kExport);
  AddPeopleRoute(router, site, "GET", "/api/v1/audit/check", CheckAudit, Permission::kReadAudit,
                 Cost::kLogPage);
}

}  // namespace lianxiao::web
