#include "web/console/box_pages.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "web/api/common_json.h"
#include "web/console/school_names.h"
#include "web/http/errors.h"
#include "web/http/url.h"
#include "web/people/form.h"
#include "web/people/json_body.h"
#include "web/people/people_page.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

using storage::Permission;

struct Parts {
  const CenterView& view;
  DevicesView& devices;
  PeopleSite site;
};

Result<SchoolRow> SchoolWithBox(const CenterView& view, const std::string& device) {
  LIANXIAO_ASSIGN(const auto schools, view.Schools());
  const auto found = std::find_if(schools.begin(), schools.end(),
                                  [&](const SchoolRow& school) { return school.device == device; });
  if (found != schools.end() && !device.empty()) return *found;
  return Fail(ErrorCode::kNotFound, "device.unknown: no school has this box now");
}

Response RevokePage(const Parts& parts, const Request& request, const std::string& device,
                    const std::string& why, const Error* failure) {
  const auto school = SchoolWithBox(parts.view, device);
  if (!school) return ErrorPage(request, school.error());
  const Page page = PeoplePage(parts.site, request, "schools");
  const auto now = parts.site.clock.Wall();
  const auto name = NameOf(*school);
  Fields fields;
  fields.Set("sure", page.words().Get("revoke.sure", {{"school", name}}));
  fields.Set("school_name", name).Set("device", device).Set("why", why);
  fields.Set("act_address", "/boxes/" + EncodeSegment(device) + "/revoke");
  fields.Set("join_address", Address("/join", {{"school", school->id}}));
  fields.Set("contact",
             school->last_contact ? page.text().Moment(*school->last_contact, now) : std::string());
  fields.Set("revoked", IsRevoked(*school));
  if (failure != nullptr) fields.Set("failure", Sentence(page, *failure, now));
  return SendPeople(parts.site, page, "console_revoke", page.words().Get("revoke.title"), std::move(fields),
                    failure != nullptr ? StatusOf(*failure) : 200);
}

Result<DevicesView::RevokedBox> Revoke(const Parts& parts, const Request& request, const std::string& device,
                                       const std::string& why) {
  if (why.empty()) return Fail(ErrorCode::kInvalid, "revoke.why_missing: say why; the box's people read it");
  return parts.devices.Revoke(device, why, ActorOf(request));
}

Response TakeRevoke(const Parts& parts, const Request& request, const std::string& device) {
  const auto form = Form::Read(request);
  if (!form) return RevokePage(parts, request, device, "", &form.error());
  const auto why = form->Text("why");
  const auto revoked = Revoke(parts, request, device, why);
  if (!revoked) return RevokePage(parts, request, device, why, &revoked.error());
  return Response::Redirect(Address("/", {{"done", "revoked"}, {"school", revoked->school}}));
}

Response ApiRevoke(const Parts& parts, const Request& request, const std::string& device) {
  const auto body = JsonBody::Read(request);
  if (!body) return JsonError(body.error());
  const auto revoked = Revoke(parts, request, device, body->Get("why"));
  if (!revoked) return JsonError(revoked.error());
  return Response::Json(Dump({{"device", revoked->device}, {"school", revoked->school}}));
}

}  // namespace

void AddBoxActs(Router& router, const CenterView& view, DevicesView& devices, const PeopleSite& site) {
  const auto add = [&, parts = Parts{view, devices, site}](std::string method, std::string pattern,
                                                           auto work) {
    router.Add({.method = std::move(method),
                .pattern = std::move(pattern),
                .handler =
                    [parts, work](const Request& request, const Captures& captures) {
                      return work(parts, request, captures.at("device"));
                    },
                .needs = Permission::kManageBoxes});
  };
  add("GET", "/boxes/{device}/revoke", [](const Parts& parts, const Request& r, const std::string& device) {
    return RevokePage(parts, r, device, "", nullptr);
  });
  add("POST", "/boxes/{device}/revoke", TakeRevoke);
  add("POST", "/api/v1/devices/{device}/revoke", ApiRevoke);
}

}  // namespace lianxiao::web
