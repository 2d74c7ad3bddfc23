#include "web/api/timetables_api.h"

#include <nlohmann/json.hpp>

#include "web/api/common_json.h"
#include "web/http/errors.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;

constexpr std::int64_t kMaxTableBytes = 4 << 20;  // As center/ingest/timetable_table.h.

Response NotLocal() { return JsonError({ErrorCode::kRefused, "only over the control socket"}); }

// "a,b" → a, b.
std::vector<std::string> Names(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const auto comma = text.find(',');
    if (comma != 0) names.emplace_back(text.substr(0, comma));
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
  return names;
}

json JsonOf(const TimetableTaken& taken) {
  json findings = json::array(), unlinked = json::array();
  for (const auto& f : taken.findings) {
    findings.push_back(
        {{"row", f.row}, {"column", f.column}, {"key", f.key}, {"subject", f.subject}, {"detail", f.detail}});
  }
  for (const auto& one : taken.unlinked) {
    unlinked.push_back({{"row", one.row}, {"title", one.title}, {"why", one.why}});
  }
  return {{"lessons", taken.lessons}, {"findings", std::move(findings)}, {"unlinked", std::move(unlinked)}};
}

Response Put(TimetablesView& view, const Request& request, const Captures& captures) {
  if (!request.local) return NotLocal();
  const auto taken = view.Put(captures.at("name"), Names(request.Query("schools")), request.body);
  return taken ? Response::Json(Dump(JsonOf(*taken))) : JsonError(taken.error());
}

Response Remove(TimetablesView& view, const Request& request, const Captures& captures) {
  if (!request.local) return NotLocal();
  const auto removed = view.Remove(captures.at("name"));
  return removed ? Response::NoContent() : JsonError(removed.error());
}

Response List(const TimetablesView& view) {
  const auto all = view.All();
  if (!all) return JsonError(all.error());
  json list = json::array();
  for (const auto& one : *all) {
    list.push_back({{"name", one.name},
                    {"put", ToRfc3339(one.put)},
                    {"first", ToRfc3339(one.first)},
                    {"last", ToRfc3339(one.last)},
                    {"lessons", one.lessons},
                    {"linked", one.linked},
                    {"schools", one.schools}});
  }
  return Response::Json(Dump({{"timetables", std::move(list)}}));
}

Response Csv(const TimetablesView& view, const Captures& captures) {
  auto csv = view.Csv(captures.at("name"));
  if (!csv) return JsonError(csv.error());
  Response response;
  response.body = *std::move(csv);
  return response.With("Content-Type", "text/csv; charset=utf-8");
}

}  // namespace

void AddTimetableControl(Router& router, TimetablesView& view) {
  const std::string one = "/control/v1/timetables/{name}";
  router.Add({.method = "PUT",
              .pattern = one,
              .handler = [&view](const Request& r, const Captures& c) { return Put(view, r, c); },
              .max_body = kMaxTableBytes});
  router.Add({.method = "POST",
              .pattern = one + "/remove",
              .handler = [&view](const Request& r, const Captures& c) { return Remove(view, r, c); }});
  router.Add({.method = "GET",
              .pattern = "/control/v1/timetables",
              .handler = [&view](const Request&, const Captures&) { return List(view); }});
  router.Add({.method = "GET", .pattern = one, .handler = [&view](const Request&, const Captures& c) {
                return Csv(view, c);
              }});
}

}  // namespace lianxiao::web
