#include "web/api/center_api.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "storage/formats/canonical_json.h"
#include "web/api/center_json.h"
#include "web/api/common_json.h"
#include "web/api/enrolment_door.h"
#include "web/api/openapi.h"
#include "web/api/parameters.h"
#include "web/console/console_acts.h"
#include "web/http/errors.h"
#include "web/people/gate.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;

constexpr std::int64_t kMaxSealedStatus = 64 << 10;
constexpr std::int64_t kMaxControlBytes = 4 << 10;

Response Bytes(std::string bytes, std::string media_type) {
  Response response;
  response.body = std::move(bytes);
  response.With("Content-Type", std::move(media_type));
  return response;
}

// The 12 in "batch.gap: …; through_seq=12", for the mark "through_seq". Empty without one.
std::optional<std::int64_t> NumberBehind(std::string_view mark, std::string_view message) {
  const auto at = message.find(mark);
  if (at == message.npos) return {};
  message.remove_prefix(at + mark.size());
  message.remove_prefix(std::min(message.size(), message.find_first_of("0123456789")));
  return ParseCount(message.substr(0, message.find_first_not_of("0123456789")));
}

// What does not follow on what the center holds is told how far that is, apart from what is wrong.
Response Behind(const char* mark, const Error& error) {
  const auto number = error.code == ErrorCode::kInvalid ? NumberBehind(mark, error.message) : std::nullopt;
  if (!number) return JsonError(error);
  auto body = ErrorJson(error);
  body["error"][mark] = *number;
  return Response::Json(Dump(body), 409);
}

Response TakeEnrolment(CenterView& view, EnrolmentDoor& door, const Request& request) {
  const auto now = SteadyNow();
  if (!door.MayTry(request.peer, now)) {
    return JsonError(
        {ErrorCode::kRefused, "enrol.wait: too many wrong codes from this address; wait an hour"});
  }
  auto grant = view.Enrol(request.body);
  if (grant) return Bytes(*std::move(grant), "application/octet-stream");
  const auto key = SplitKey(grant.error().message).key;
  if (key == "enrol.code_unknown" || key == "enrol.too_many_tries") door.NoteWrong(request.peer, now);
  return JsonError(grant.error());
}

Response TakeBatch(CenterView& view, const Request& request, const Captures& captures) {
  const auto seq = ParseCount(captures.at("seq"));
  if (!seq || *seq < 1) return JsonError({ErrorCode::kInvalid, "seq must be a number from 1"});
  const formats::BatchId id{captures.at("device"), captures.at("epoch"), *seq};
  if (const auto good = formats::Check(id); !good) return JsonError(good.error());
  auto receipt = view.TakeBatch(id, request.body);
  return receipt ? Response::Json(*std::move(receipt)) : Behind("through_seq", receipt.error());
}

Response TakeStatus(CenterView& view, const Request& request, const Captures& captures) {
  const auto taken = view.TakeStatus(captures.at("device"), request.body);
  return taken ? Response::Json(Dump({{"letter", taken->letter}, {"post", taken->post}}))
               : Behind("counter", taken.error());
}

template <typename Row>
Response Rows(const char* name, const Result<std::vector<Row>>& rows) {
  if (!rows) return JsonError(rows.error());
  json list = json::array();
  for (const auto& row : *rows) list.push_back(ToJson(row));
  return Response::Json(Dump({{name, std::move(list)}}));
}

Response Use(const CenterView& view, const Request& request) {
  const auto paging = PagingOf(request);
  return paging ? Rows("use", view.Use(paging->limit)) : JsonError(paging.error());
}

Response Wanted(const CenterView& view, const Request& request) {
  const auto paging = PagingOf(request);
  return paging ? Rows("wanted", view.Wanted(paging->limit)) : JsonError(paging.error());
}

Response MakeCode(CenterView& view, const PeopleSite& site, const Request& request) {
  if (!request.local) return JsonError({ErrorCode::kRefused, "only over the control socket"});
  const auto body = formats::ParseJson(request.body);
  if (!body) return JsonError(body.error());
  const auto text = [&](const char* name) -> std::optional<std::string> {
    if (!body->is_object() || !body->contains(name)) return std::nullopt;
    const auto& value = body->at(name);
    return value.is_string() ? std::optional(value.get<std::string>()) : std::nullopt;
  };
  const auto school = text("school");
  const auto name = text("name");
  if (!school || !name) return JsonError({ErrorCode::kInvalid, R"(send {"school": "…", "name": "…"})"});
  const auto code = MakeCodeNoted(view, site, request, *school, *name, text("address").value_or(""));
  if (!code) return JsonError(code.error());
  return Response::Json(Dump({{"code", code->code}, {"expires", ToRfc3339(code->expires)}}));
}

}  // namespace

void AddCenterIntake(Router& router, CenterView& view) {
  router.Add({.method = "POST",
              .pattern = "/api/v1/enrolments",
              .handler = [&view, door = std::make_shared<EnrolmentDoor>()](
                             const Request& r, const Captures&) { return TakeEnrolment(view, *door, r); }});
  router.Add({.method = "PUT",
              .pattern = "/api/v1/devices/{device}/batches/{epoch}/{seq}",
              .handler = [&view](const Request& r, const Captures& c) { return TakeBatch(view, r, c); },
              .max_body = formats::kBatchBytes,
              .cost = Cost::kUpload});
  router.Add({.method = "PUT",
              .pattern = "/api/v1/devices/{device}/status",
              .handler = [&view](const Request& r, const Captures& c) { return TakeStatus(view, r, c); },
              .max_body = kMaxSealedStatus,
              .cost = Cost::kUpload});
}

void AddCenterReading(Router& router, CenterView& view) {
  const auto read = [&router](std::string pattern, Handler handler) {
    router.Add({.method = "GET",
                .pattern = "/api/v1/" + std::move(pattern),
                .handler = std::move(handler),
                .needs = storage::Permission::kReadStatus});
  };
  read("status",
       [&view](const Request&, const Captures&) { return Response::Json(Dump(ToJson(view.StatusNow()))); });
  read("schools", [&view](const Request&, const Captures&) { return Rows("schools", view.Schools()); });
  read("use", [&view](const Request& r, const Captures&) { return Use(view, r); });
  read("wanted", [&view](const Request& r, const Captures&) { return Wanted(view, r); });
}

void AddCenterCard(Router& router, CenterView& view) {
  // The card goes out byte for byte: its digest is in every enrolment code.
  router.Add({.method = "GET",
              .pattern = "/api/v1/center",
              .handler = [&view](const Request&, const Captures&) { return Response::Json(view.Card()); }});
  router.Add(
      {.method = "GET", .pattern = "/api/v1/center/tls", .handler = [&view](const Request&, const Captures&) {
         const auto statement = view.TlsStatement();
         return statement ? Response::Json(*statement) : JsonError(statement.error());
       }});
}

void AddCenterApi(Router& router, CenterView& view) {
  AddCenterReading(router, view);
  AddCenterIntake(router, view);
  AddCenterCard(router, view);
  AddOpenApi(router, "openapi/center.json");
}

void AddCenterControl(Router& router, CenterView& view, const PeopleSite& site) {
  router.Add({.method = "POST",
              .pattern = "/control/v1/codes",
              .handler = [&view, site](const Request& r, const Captures&) { return MakeCode(view, site, r); },
              .max_body = kMaxControlBytes});
}

}  // namespace lianxiao::web
