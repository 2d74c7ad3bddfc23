#include "web/people/audit_page.h"

#include <algorithm>
#include <utility>

#include "web/api/parameters.h"
#include "web/people/audit_file.h"
#include "web/people/people_page.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

using storage::AuditRow;
using storage::Permission;

constexpr std::int64_t kRowsPerPage = 50;

Fields RowOf(const AuditRow& row, const Page& page, WallTime now) {
  const auto& words = page.words();
  const std::string key = "audit.act." + row.act;
  return Fields()
      .Set("number", std::to_string(row.number))
      .Set("at", page.text().Moment(row.at, now))
      .Set("who", row.who == "console" ? words.Get("audit.console") : row.who)
      .Set("from", row.from)
      .Set("act", words.Has(key) ? words.Get(key) : row.act)
      .Set("alarming", row.act.ends_with(".wrong") || row.act.ends_with(".locked"))
      .Set("subject", row.subject)
      .Set("detail", row.detail);
}

Response ShowAudit(const PeopleSite& site, const Request& request, const Captures&) {
  const auto current = std::max<std::int64_t>(1, ParseCount(request.Query("page")).value_or(1));
  const auto found = site.people.audit().Newest((current - 1) * kRowsPerPage, kRowsPerPage);
  if (!found) return ErrorPage(request, found.error());
  const Page page = PeoplePage(site, request, "audit");
  const auto now = site.clock.Wall();
  Fields::List rows;
  for (const auto& row : found->rows) rows.push_back(RowOf(row, page, now));
  Fields fields;
  fields.Set("any_row", !rows.empty()).Set("rows", std::move(rows));
  fields.Set("total", page.words().Count("audit.total", found->total));
  AddListPager(fields, "/audit", current, (found->total + kRowsPerPage - 1) / kRowsPerPage, page);
  const auto chain = site.people.audit().CheckChain();
  fields.Set("chain_broken", chain ? std::string() : chain.error().message);
  return SendPeople(site, page, "audit", page.words().Get("audit.title"), std::move(fields));
}

// That the log was taken out is a thing the log tells.
Status NoteExport(const PeopleSite& site, const Request& request) {
  const auto actor = ActorOf(request);
  return site.people.audit().Add({.who = actor.login, .from = actor.from, .act = "log.exported"});
}

Response Send(const PeopleSite& site, const Request& request, AuditForm form, const std::string& name) {
  if (const auto noted = NoteExport(site, request); !noted) return ErrorPage(request, noted.error());
  Response response;
  response.body = AuditFile(site.people.audit(), form);
  response.With("Content-Type", std::string(MediaType(form)));
  return response.With("Content-Disposition", "attachment; filename=\"" + name + "\"")
      .With("Cache-Control", "no-store");
}

Response SendCsv(const PeopleSite& site, const Request& request, const Captures&) {
  return Send(site, request, AuditForm::kCsv, "lianxiao-audit.csv");
}

Response SendNdjson(const PeopleSite& site, const Request& request, const Captures&) {
  return Send(site, request, AuditForm::kNdjson, "lianxiao-audit.ndjson");
}

}  // namespace

void AddAuditPages(Router& router, const PeopleSite& site) {
  AddPeopleRoute(router, site, "GET", "/audit", ShowAudit, Permission::kReadAudit, Cost::kLogPage);
  AddPeopleRoute(router, site, "GET", "/audit.csv", SendCsv, Permission::kReadAudit, Cost::kExport);
  AddPeopleRoute(router, site, "GET", "/audit.ndjson", SendNdjson, Permission::kReadAudit, Cost::kExport);
}

}  // namespace lianxiao::web
