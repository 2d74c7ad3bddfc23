#include "web/api/school_api.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "storage/formats/canonical_json.h"
#include "web/api/common_json.h"
#include "web/api/event_intake.h"
#include "web/api/openapi.h"
#include "web/api/parameters.h"
#include "web/api/school_json.h"
#include "web/classroom/visit.h"
#include "web/http/errors.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;

constexpr std::int64_t kMaxEventBytes = 64 << 10;  // What sendBeacon sends at most.
constexpr std::int64_t kMaxControlBytes = 4 << 10;

json PageOf(const storage::Paging& paging, std::int64_t total) {
  return {{"total", total}, {"offset", paging.offset}, {"limit", paging.limit}};
}

Response ListResources(const SchoolView& view, const Request& request) {
  const auto paging = PagingOf(request);
  if (!paging) return JsonError(paging.error());
  const auto found = view.List(FilterOf(request), *paging);
  if (!found) return JsonError(found.error());
  auto body = PageOf(*paging, found->total);
  body["resources"] = json::array();
  for (const auto& resource : found->resources) body["resources"].push_back(ToJson(resource));
  return Response::Json(Dump(body));
}

Response OneResource(const SchoolView& view, const std::string& id) {
  const auto found = view.Find(id);
  return found ? Response::Json(Dump(WithFiles(*found))) : JsonError(found.error());
}

Response Facets(const SchoolView& view, const Request& request, const std::string& field) {
  const auto found = view.Facets(field, FilterOf(request));
  if (!found) return JsonError(found.error());
  json values = json::array();
  for (const auto& facet : *found) {
    values.push_back({{"value", facet.value}, {"resources", facet.resources}, {"cached", facet.cached}});
  }
  return Response::Json(Dump({{"field", field}, {"values", values}}));
}

Response Search(const SchoolView& view, const Request& request) {
  const auto paging = PagingOf(request);
  if (!paging) return JsonError(paging.error());
  const std::string query(request.Query("q"));
  const auto found = view.Search(query, *paging);
  if (!found) return JsonError(found.error());
  auto body = PageOf(*paging, found->total);
  body["query"] = query;
  body["more"] = found->more;
  body["filling"] = found->filling;
  body["match"] = std::string(Word(found->match));
  body["filters"] = json::array();
  for (const auto& filter : found->filters) {
    body["filters"].push_back({{"field", filter.field}, {"value", filter.shown}});
  }
  body["hits"] = json::array();
  for (const auto& hit : found->hits) {
    body["hits"].push_back({{"title_html", hit.title_html}, {"resource", ToJson(hit.resource)}});
  }
  return Response::Json(Dump(body));
}

Response Suggest(const SchoolView& view, const Request& request) {
  const std::string query(request.Query("q"));
  const auto found = view.Suggest(query);
  if (!found) return JsonError(found.error());
  return Response::Json(Dump({{"query", query}, {"suggestions", *found}}));
}

constexpr std::int64_t kMostTimetableDays = 62;

// ?days=N from now, with what is on now; a week without it.
Response Timetable(const SchoolView& view, const Request& request) {
  const auto asked = request.Query("days");
  const auto days = asked.empty() ? std::optional<std::int64_t>(7) : ParseCount(asked);
  if (!days || *days < 1 || *days > kMostTimetableDays) {
    return JsonError({ErrorCode::kInvalid, "days: 1 to " + std::to_string(kMostTimetableDays)});
  }
  const auto now = view.BoxStatusNow().now;
  const auto lessons = view.Timetable(now, now + *days * kDayMs);
  if (!lessons) return JsonError(lessons.error());
  json list = json::array();
  for (const auto& lesson : *lessons) list.push_back(ToJson(lesson));
  return Response::Json(Dump({{"lessons", std::move(list)}}));
}

Response TakeEvents(SchoolView& view, const Request& request) {
  if (!IsOwnOrigin(request)) return JsonError({ErrorCode::kRefused, "events come from our own pages only"});
  auto events = ReadEvents(request.body);
  if (!events) return JsonError(events.error());
  if (events->empty()) return Response::NoContent();
  for (auto& event : *events) event.person = PersonOf(request);
  const auto recorded = view.Record(*std::move(events));
  return recorded ? Response::NoContent() : JsonError(recorded.error());
}

Response NotLocal() { return JsonError({ErrorCode::kRefused, "only over the control socket"}); }

Response Enrol(SchoolView& view, const Request& request) {
  if (!request.local) return NotLocal();
  const auto body = formats::ParseJson(request.body);
  if (!body) return JsonError(body.error());
  if (!body->is_object() || !body->contains("code") || !body->at("code").is_string()) {
    return JsonError({ErrorCode::kInvalid, R"(send {"code": "LX…"})"});
  }
  const auto enrolled = view.Enrol(body->at("code").get<std::string>());
  return enrolled ? Response::Json(Dump(ToJson(view.BoxStatusNow()))) : JsonError(enrolled.error());
}

Response SyncNow(SchoolView& view, const Request& request) {
  if (!request.local) return NotLocal();
  const auto begun = view.SyncNow();
  return begun ? Response::NoContent() : JsonError(begun.error());
}

}  // namespace

void AddSchoolStatus(Router& router, SchoolView& view) {
  router.Add(
      {.method = "GET", .pattern = "/api/v1/status", .handler = [&view](const Request&, const Captures&) {
         return Response::Json(Dump(ToJson(view.BoxStatusNow())));
       }});
  router.Add(
      {.method = "GET", .pattern = "/api/v1/queue", .handler = [&view](const Request&, const Captures&) {
         return Response::Json(Dump(ToJson(view.Queue())));
       }});
}

void AddSchoolApi(Router& router, SchoolView& view) {
  AddSchoolStatus(router, view);
  const auto read = [&router](std::string pattern, Handler handler, Cost cost = Cost::kLittle) {
    router.Add({.method = "GET",
                .pattern = "/api/v1/" + std::move(pattern),
                .handler = std::move(handler),
                .needs = storage::Permission::kBrowse,
                .cost = cost});
  };
  read("resources", [&view](const Request& r, const Captures&) { return ListResources(view, r); });
  read("resources/{id}",
       [&view](const Request&, const Captures& c) { return OneResource(view, c.at("id")); });
  read("timetable", [&view](const Request& r, const Captures&) { return Timetable(view, r); });
  read("facets/{field}",
       [&view](const Request& r, const Captures& c) { return Facets(view, r, c.at("field")); });
  read(
      "search", [&view](const Request& r, const Captures&) { return Search(view, r); }, Cost::kSearch);
  read(
      "suggest", [&view](const Request& r, const Captures&) { return Suggest(view, r); }, Cost::kSearch);
  router.Add({.method = "POST",
              .pattern = "/api/v1/events",
              .handler = [&view](const Request& r, const Captures&) { return TakeEvents(view, r); },
              .max_body = kMaxEventBytes,
              .needs = storage::Permission::kBrowse,
              .cost = Cost::kNote});
  AddOpenApi(router, "openapi/school.json");
}

void AddSchoolControl(Router& router, SchoolView& view) {
  router.Add({.method = "POST",
              .pattern = "/control/v1/enrol",
              .handler = [&view](const Request& r, const Captures&) { return Enrol(view, r); },
              .max_body = kMaxControlBytes});
  router.Add({.method = "POST",
              .pattern = "/control/v1/sync",
              .handler = [&view](const Request& r, const Captures&) { return SyncNow(view, r); },
              .max_body = kMaxControlBytes});
}

}  // namespace lianxiao::web
