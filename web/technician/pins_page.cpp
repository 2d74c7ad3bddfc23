#include "web/technician/pins_page.h"

#include <nlohmann/json.hpp>

#include "web/api/common_json.h"
#include "web/classroom/cards.h"
#include "web/http/errors.h"
#include "web/http/url.h"
#include "web/people/form.h"
#include "web/people/json_body.h"
#include "web/people/people_page.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;
using storage::Permission;

Fields RowOf(const PinnedLesson& pin, WallTime now, const Page& page) {
  const auto state = pin.withdrawn ? "withdrawn" : pin.here ? "here" : "coming";
  return Fields()
      .Set("pin_title", pin.title.empty() ? pin.resource : pin.title)
      .Set("pin_resource", pin.resource)
      .Set("pin_link", pin.withdrawn ? std::string() : ResourceAddress(pin.resource))
      .Set("pin_size", page.text().Size(pin.bytes))
      .Set("pin_since", page.text().Moment(pin.since, now))
      .Set("pin_state", page.words().Get(std::string("pins.") + state))
      .Set("pin_class", pin.here        ? "good"
                        : pin.withdrawn ? "act"
                                        : "attention")
      .Set("pin_icon", pin.here        ? "good"
                       : pin.withdrawn ? "absent"
                                       : "coming");
}

Response PinsPage(PinsView& pins, const PeopleSite& site, const Request& request, const Error* failure) {
  const auto found = pins.Pins();
  if (!found) return ErrorPage(request, found.error());
  const Page page = PeoplePage(site, request, "pins");
  const auto now = site.clock.Wall();
  Fields fields;
  Fields::List rows;
  std::int64_t bytes = 0;
  for (const auto& pin : *found) {
    rows.push_back(RowOf(pin, now, page));
    bytes += pin.withdrawn ? 0 : pin.bytes;
  }
  fields.Set("tally", page.words().Count("pins.tally", static_cast<std::int64_t>(found->size())));
  fields.Set("tally_size", page.text().Size(bytes));
  fields.Set("any_pin", !rows.empty()).Set("pins", std::move(rows));
  if (failure != nullptr) fields.Set("failure", Sentence(page, *failure, now));
  return SendPeople(site, page, "pins", page.words().Get("pins.title"), std::move(fields),
                    failure != nullptr ? StatusOf(*failure) : 200);
}

// Fields: resource; pinned, "yes" or "no"; next, where to go on.
Response TakePin(PinsView& pins, const PeopleSite& site, const Request& request) {
  const auto form = Form::Read(request);
  if (!form) return PinsPage(pins, site, request, &form.error());
  const auto resource = form->Text("resource");
  const auto done = form->Get("pinned") == "yes" ? pins.Pin(resource) : pins.Unpin(resource);
  if (!done) return PinsPage(pins, site, request, &done.error());
  const auto next = form->Get("next");
  return Response::Redirect(next.empty() ? "/pins" : LocalPath(next));
}

Response ListPins(PinsView& pins) {
  const auto found = pins.Pins();
  if (!found) return JsonError(found.error());
  json rows = json::array();
  for (const auto& pin : *found) {
    rows.push_back({{"resource", pin.resource},
                    {"title", pin.title},
                    {"since", ToRfc3339(pin.since)},
                    {"here", pin.here},
                    {"withdrawn", pin.withdrawn},
                    {"bytes", pin.bytes}});
  }
  return Response::Json(Dump({{"pins", rows}}));
}

Response Done(const Status& done) { return done ? Response::NoContent() : JsonError(done.error()); }

Response TakeControl(PinsView& pins, const Request& request) {
  const auto body = JsonBody::Read(request);
  if (!body) return JsonError(body.error());
  const auto pinned = body->Get("pinned");
  if (pinned != "yes" && pinned != "no") {
    return JsonError({ErrorCode::kInvalid, R"(send {"resource": "…", "pinned": "yes" or "no"})"});
  }
  return Done(pinned == "yes" ? pins.Pin(body->Get("resource")) : pins.Unpin(body->Get("resource")));
}

}  // namespace

void AddPins(Router& router, PinsView& pins, const PeopleSite& site) {
  const auto add = [&router](std::string method, std::string pattern, Handler handler) {
    router.Add({.method = std::move(method),
                .pattern = std::move(pattern),
                .handler = std::move(handler),
                .needs = Permission::kKeepLessons});
  };
  add("GET", "/pins",
      [&pins, site](const Request& r, const Captures&) { return PinsPage(pins, site, r, nullptr); });
  add("POST", "/pins", [&pins, site](const Request& r, const Captures&) { return TakePin(pins, site, r); });
  add("GET", "/api/v1/pins", [&pins](const Request&, const Captures&) { return ListPins(pins); });
  add("PUT", "/api/v1/pins/{id}",
      [&pins](const Request&, const Captures& c) { return Done(pins.Pin(c.at("id"))); });
  add("DELETE", "/api/v1/pins/{id}",
      [&pins](const Request&, const Captures& c) { return Done(pins.Unpin(c.at("id"))); });
}

void AddPinsControl(Router& router, PinsView& pins) {
  router.Add({.method = "GET",
              .pattern = "/control/v1/pins",
              .handler = [&pins](const Request&, const Captures&) { return ListPins(pins); }});
  router.Add({.method = "POST",
              .pattern = "/control/v1/pins",
              .handler = [&pins](const Request& r, const Captures&) { return TakeControl(pins, r); }});
}

}  // namespace lianxiao::web
