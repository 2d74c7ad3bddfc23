#include "web/api/devices_api.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "storage/formats/canonical_json.h"
#include "storage/formats/device_keys.h"
#include "storage/formats/enrolment_files.h"
#include "storage/formats/json_fields.h"
#include "web/api/common_json.h"
#include "web/http/errors.h"

namespace lianxiao::web {
namespace {

using formats::JsonFields;

constexpr std::int64_t kMaxControlBytes = 4 << 10;
// A file within JSON: quotes and line breaks in it take two bytes.
constexpr std::int64_t kMaxFileBytes = 2 * formats::kMaxEnrolmentFile;

// Hands the request's fields to `work`; what is missing or of the wrong form is the caller's mistake.
template <typename Work>
Handler WithFields(Work work) {
  return [work](const Request& request, const Captures&) {
    if (!request.local) return JsonError({ErrorCode::kRefused, "only over the control socket"});
    const auto body = formats::ParseJson(request.body);
    if (!body) return JsonError(body.error());
    JsonFields fields(*body);
    return work(fields);
  };
}

Response FileOr(const Result<std::string>& file) {
  return file ? Response::Json(Dump({{"file", *file}})) : JsonError(file.error());
}

Response MakeRequest(EnrolmentView& view, JsonFields& fields) {
  const auto code = fields.TextOr("code");
  const auto code_file = fields.Text("code_file");
  if (!fields.status()) return JsonError(fields.status().error());
  return FileOr(view.MakeRequestFile(code, code_file));
}

Response TakeGrant(EnrolmentView& view, JsonFields& fields) {
  const auto file = fields.Text("file");
  if (!fields.status()) return JsonError(fields.status().error());
  const auto taken = view.TakeGrantFile(file);
  return taken ? Response::NoContent() : JsonError(taken.error());
}

Response RotateKeys(EnrolmentView& view, JsonFields&) {
  const auto begun = view.RotateKeys();
  return begun ? Response::NoContent() : JsonError(begun.error());
}

Response MakeCodeFile(DevicesView& view, JsonFields& fields) {
  const auto school = fields.Text("school");
  const auto name = fields.Text("name");
  const auto address = fields.TextOr("address");
  if (!fields.status()) return JsonError(fields.status().error());
  const auto made = view.MakeCodeFile(school, name, address);
  if (!made) return JsonError(made.error());
  return Response::Json(
      Dump({{"code", made->code}, {"expires", ToRfc3339(made->expires)}, {"file", made->file}}));
}

Response Grant(DevicesView& view, JsonFields& fields) {
  const auto file = fields.Text("file");
  if (!fields.status()) return JsonError(fields.status().error());
  return FileOr(view.Grant(file));
}

Response Revoke(DevicesView& view, JsonFields& fields) {
  const auto who = fields.Text("who");
  const auto why = fields.Text("why");
  if (!fields.status()) return JsonError(fields.status().error());
  const auto revoked = view.Revoke(who, why, storage::Actor::Console());
  if (!revoked) return JsonError(revoked.error());
  return Response::Json(Dump({{"device", revoked->device}, {"school", revoked->school}}));
}

template <typename View>
void Add(Router& router, const char* pattern, View& view, Response (*work)(View&, JsonFields&),
         std::int64_t max_body) {
  router.Add({.method = "POST",
              .pattern = pattern,
              .handler = WithFields([&view, work](JsonFields& fields) { return work(view, fields); }),
              .max_body = max_body});
}

}  // namespace

void AddDeviceKeys(Router& router, DevicesView& view) {
  router.Add({.method = "POST",
              .pattern = "/api/v1/devices/{device}/keys",
              .handler =
                  [&view](const Request& request, const Captures& captures) {
                    auto taken = view.ChangeKeys(captures.at("device"), request.body);
                    return taken ? Response::Json(*std::move(taken)) : JsonError(taken.error());
                  },
              .max_body = formats::kMaxNewKeysBytes,
              .cost = Cost::kUpload});
}

void AddEnrolmentControl(Router& router, EnrolmentView& view) {
  Add(router, "/control/v1/key-rotations", view, &RotateKeys, kMaxControlBytes);
  Add(router, "/control/v1/enrolment-requests", view, &MakeRequest, kMaxFileBytes);
  Add(router, "/control/v1/enrolment-grants", view, &TakeGrant, kMaxFileBytes);
}

void AddDevicesControl(Router& router, DevicesView& view) {
  Add(router, "/control/v1/code-files", view, &MakeCodeFile, kMaxControlBytes);
  Add(router, "/control/v1/grants", view, &Grant, kMaxFileBytes);
  Add(router, "/control/v1/revocations", view, &Revoke, kMaxControlBytes);
}

}  // namespace lianxiao::web
