#include "web/api/alliances_api.h"

#include <nlohmann/json.hpp>

#include "web/api/common_json.h"
#include "web/http/errors.h"
#include "web/people/json_body.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;
using storage::Permission;

constexpr std::int64_t kMaxBodyBytes = 8 << 10;

Status Note(const PeopleSite& site, const Request& request, std::string act, const std::string& subject,
            std::string detail) {
  auto actor = ActorOf(request);
  return site.people.audit().Add({.who = std::move(actor.login),
                                  .from = std::move(actor.from),
                                  .act = std::move(act),
                                  .subject = subject,
                                  .detail = std::move(detail)});
}

Response Done(const Status& done) { return done ? Response::NoContent() : JsonError(done.error()); }

json TimeOrNothing(WallTime time) { return time.ms == 0 ? json(nullptr) : json(ToRfc3339(time)); }

json JsonOf(const PairingRow& row) {
  return {{"school", row.school},
          {"school_name", row.school_name},
          {"kind", row.studio ? "studio" : "school"},
          {"helper", row.helper},
          {"helper_name", row.helper_name},
          {"seat", row.seat.value_or("")},
          {"from", TimeOrNothing(row.from)},
          {"until", TimeOrNothing(row.until)},
          {"bundles", row.bundles}};
}

json JsonOf(const formats::Alliance& alliance) {
  json schools = json::array();
  for (const auto& school : alliance.schools) schools.push_back({{"id", school.id}, {"name", school.name}});
  return {{"id", alliance.id},
          {"name", alliance.name},
          {"central", alliance.central},
          {"schools", std::move(schools)}};
}

template <typename Row>
Response Rows(const char* name, const Result<std::vector<Row>>& rows) {
  if (!rows) return JsonError(rows.error());
  json list = json::array();
  for (const auto& row : *rows) list.push_back(JsonOf(row));
  return Response::Json(Dump({{name, std::move(list)}}));
}

Result<WallTime> TimeIn(const JsonBody& body, std::string_view name) {
  const auto text = body.Get(name);
  if (text.empty()) return WallTime{};
  const auto time = ParseRfc3339(text);
  if (time) return *time;
  return Fail(ErrorCode::kInvalid, std::string(name) + ": no moment as 2026-12-01T00:00:00Z");
}

// {"school", "helper" or "studio", "name", "seat", "from", "until"}. An empty seat is the county, none the
// old one.
Result<PairingRow> PairingIn(const Request& request) {
  LIANXIAO_ASSIGN(const auto body, JsonBody::Read(request));
  PairingRow row;
  row.school = body.Get("school");
  row.studio = body.Has("studio");
  row.helper = body.Get(row.studio ? "studio" : "helper");
  row.helper_name = body.Get("name");
  if (body.Has("seat")) row.seat = body.Get("seat");
  LIANXIAO_ASSIGN(row.from, TimeIn(body, "from"));
  LIANXIAO_ASSIGN(row.until, TimeIn(body, "until"));
  if (!row.school.empty() && !row.helper.empty()) return row;
  return Fail(ErrorCode::kInvalid, R"(pairing.who: send "school", and "helper" or "studio")");
}

// A field of a flat body, handed to `work`.
template <typename Work>
Response WithBody(const Request& request, Work work) {
  const auto body = JsonBody::Read(request);
  return body ? Done(work(*body)) : JsonError(body.error());
}

}  // namespace

Status PairNoted(AlliancesView& view, const PeopleSite& site, const Request& request,
                 const PairingRow& pairing) {
  LIANXIAO_TRY(view.Pair(pairing));
  return Note(site, request, "pairing.made", pairing.school, pairing.helper);
}

Status UnpairNoted(AlliancesView& view, const PeopleSite& site, const Request& request,
                   const PairingRow& pairing) {
  LIANXIAO_TRY(view.Unpair(pairing));
  return Note(site, request, "pairing.ended", pairing.school, pairing.helper);
}

Status PutAllianceNoted(AlliancesView& view, const PeopleSite& site, const Request& request,
                        const std::string& id, const std::string& name, const std::string& central) {
  LIANXIAO_TRY(view.PutAlliance(id, name, central));
  return Note(site, request, "alliance.put", id, name + ", " + central);
}

Status JoinNoted(AlliancesView& view, const PeopleSite& site, const Request& request, const std::string& id,
                 const std::string& school) {
  LIANXIAO_TRY(view.Join(id, school));
  return Note(site, request, "alliance.joined", id, school);
}

Status LeaveNoted(AlliancesView& view, const PeopleSite& site, const Request& request, const std::string& id,
                  const std::string& school) {
  LIANXIAO_TRY(view.Leave(id, school));
  return Note(site, request, "alliance.left", id, school);
}

Status EndAllianceNoted(AlliancesView& view, const PeopleSite& site, const Request& request,
                        const std::string& id) {
  LIANXIAO_TRY(view.EndAlliance(id));
  return Note(site, request, "alliance.ended", id, "");
}

void AddAlliancesApi(Router& router, AlliancesView& view, const PeopleSite& site) {
  const auto read = [&](std::string pattern, Handler handler) {
    router.Add({.method = "GET",
                .pattern = std::move(pattern),
                .handler = std::move(handler),
                .needs = Permission::kReadStatus});
  };
  const auto post = [&](std::string pattern, Handler handler) {
    router.Add({.method = "POST",
                .pattern = std::move(pattern),
                .handler = std::move(handler),
                .max_body = kMaxBodyBytes,
                .needs = Permission::kManageBoxes});
  };
  read("/api/v1/pairings",
       [&view](const Request&, const Captures&) { return Rows("pairings", view.Pairings()); });
  read("/api/v1/alliances",
       [&view](const Request&, const Captures&) { return Rows("alliances", view.Alliances()); });
  post("/api/v1/pairings", [&view, site](const Request& r, const Captures&) {
    const auto row = PairingIn(r);
    return row ? Done(PairNoted(view, site, r, *row)) : JsonError(row.error());
  });
  post("/api/v1/pairings/end", [&view, site](const Request& r, const Captures&) {
    const auto row = PairingIn(r);
    return row ? Done(UnpairNoted(view, site, r, *row)) : JsonError(row.error());
  });
  post("/api/v1/alliances", [&view, site](const Request& r, const Captures&) {
    return WithBody(r, [&](const JsonBody& body) {
      return PutAllianceNoted(view, site, r, body.Get("id"), body.Get("name"), body.Get("central"));
    });
  });
  post("/api/v1/alliances/{id}/join", [&view, site](const Request& r, const Captures& c) {
    return WithBody(
        r, [&](const JsonBody& body) { return JoinNoted(view, site, r, c.at("id"), body.Get("school")); });
  });
  post("/api/v1/alliances/{id}/leave", [&view, site](const Request& r, const Captures& c) {
    return WithBody(
        r, [&](const JsonBody& body) { return LeaveNoted(view, site, r, c.at("id"), body.Get("school")); });
  });
  post("/api/v1/alliances/{id}/end", [&view, site](const Request& r, const Captures& c) {
    return Done(EndAllianceNoted(view, site, r, c.at("id")));
  });
}

}  // namespace lianxiao::web
