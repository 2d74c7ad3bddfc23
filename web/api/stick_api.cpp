#include "web/api/stick_api.h"

#include <nlohmann/json.hpp>

#include "storage/base/encoding.h"
#include "storage/formats/canonical_json.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/holdings.h"
#include "storage/formats/json_fields.h"
#include "storage/formats/letter.h"
#include "storage/formats/post.h"
#include "web/api/center_api.h"
#include "web/api/common_json.h"
#include "web/api/mailbox_api.h"
#include "web/api/parameters.h"
#include "web/http/errors.h"

namespace lianxiao::web {
namespace {

using formats::JsonFields;
using nlohmann::json;

constexpr std::int64_t kMaxControlBytes = 16 << 10;

Response Bytes(std::string bytes) {
  Response response;
  response.body = std::move(bytes);
  return response.With("Content-Type", "application/octet-stream");
}

template <typename Work>
Handler Local(Work work) {
  return [work](const Request& request, const Captures& captures) {
    if (!request.local) return JsonError({ErrorCode::kRefused, "only over the control socket"});
    return work(request, captures);
  };
}

Response Load(StickAtBox& view) {
  const auto load = view.LoadStick();
  if (!load) return JsonError(load.error());
  json batches = json::array();
  for (const auto& batch : load->batches) {
    batches.push_back({{"epoch", batch.id.epoch}, {"seq", batch.id.seq}, {"bytes", batch.bytes}});
  }
  return Response::Json(Dump({{"device", load->device},
                              {"batches", std::move(batches)},
                              {"status", ToBase64(load->status)},
                              {"holdings", ToBase64(load->holdings)},
                              {"post", ToBase64(load->post)}}));
}

Response Batch(StickAtBox& view, const Captures& captures) {
  const auto seq = ParseCount(captures.at("seq"));
  const formats::BatchId id{captures.at("device"), captures.at("epoch"), seq.value_or(0)};
  if (const auto good = formats::Check(id); !good) return JsonError(good.error());
  auto sealed = view.SealedBatch(id);
  return sealed ? Bytes(*std::move(sealed)) : JsonError(sealed.error());
}

Response News(const Result<bool>& taken) {
  return taken ? Response::Json(Dump({{"news", *taken}})) : JsonError(taken.error());
}

Response Visit(StickAtBox& view, const Request& request) {
  const auto body = formats::ParseJson(request.body);
  if (!body) return JsonError(body.error());
  JsonFields fields(*body);
  const auto folder = fields.Text("folder");
  if (!fields.status()) return JsonError(fields.status().error());
  const auto begun = view.VisitStick(folder);
  return begun ? Response::NoContent() : JsonError(begun.error());
}

Response End(StickAtBox& view, const Request& request) {
  const auto body = formats::ParseJson(request.body);
  if (!body) return JsonError(body.error());
  JsonFields fields(*body);
  const auto batches = fields.IntegerOr("batches");
  const auto problem = fields.TextOr("problem");
  if (!fields.status()) return JsonError(fields.status().error());
  view.StickEnds(batches, problem);
  return Response::NoContent();
}

}  // namespace

json ToJson(const std::optional<StickNow>& stick) {
  if (!stick) return nullptr;
  return {{"state", stick->state},           {"lessons", stick->lessons},
          {"bytes_done", stick->bytes_done}, {"bytes_total", stick->bytes_total},
          {"damaged", stick->damaged},       {"no_room", stick->no_room},
          {"batches", stick->batches},       {"problem", stick->problem},
          {"detail", stick->detail},         {"at", ToRfc3339(stick->at)}};
}

void AddStickControl(Router& router, StickAtBox& view) {
  const auto add = [&](const char* method, const char* pattern, Handler handler, std::size_t max_body) {
    router.Add({.method = method,
                .pattern = pattern,
                .handler = std::move(handler),
                .max_body = static_cast<std::int64_t>(max_body)});
  };
  add("GET", "/control/v1/stick/load", Local([&view](const Request&, const Captures&) { return Load(view); }),
      0);
  add("GET", "/control/v1/stick/batches/{device}/{epoch}/{seq}",
      Local([&view](const Request&, const Captures& c) { return Batch(view, c); }), 0);
  add("POST", "/control/v1/stick/receipts",
      Local([&view](const Request& r, const Captures&) { return News(view.TakeReceipt(r.body)); }),
      kMaxControlBytes);
  add("POST", "/control/v1/stick/letters",
      Local([&view](const Request& r, const Captures&) { return News(view.TakeLetter(r.body)); }),
      formats::kMaxLetterBytes);
  add("POST", "/control/v1/stick/post",
      Local([&view](const Request& r, const Captures&) { return News(view.TakePost(r.body)); }),
      formats::kMaxPostSealed);
  add("POST", "/control/v1/stick/visits",
      Local([&view](const Request& r, const Captures&) { return Visit(view, r); }), kMaxControlBytes);
  add("GET", "/control/v1/stick/visits", Local([&view](const Request&, const Captures&) {
        return Response::Json(Dump({{"stick", ToJson(view.Stick())}}));
      }),
      0);
  add("POST", "/control/v1/stick/end",
      Local([&view](const Request& r, const Captures&) { return End(view, r); }), kMaxControlBytes);
}

void AddStickControl(Router& router, StickAtCounty& view, CenterView& center, MailboxView& mailbox) {
  AddCenterIntake(router, center);
  AddLetters(router, mailbox);
  router.Add({.method = "PUT",
              .pattern = "/control/v1/devices/{device}/holdings",
              .handler = Local([&view](const Request& request, const Captures& captures) {
                const auto taken = view.TakeHoldings(captures.at("device"), request.body);
                return taken ? Response::NoContent() : JsonError(taken.error());
              }),
              .max_body = formats::kMaxHoldingsBytes});
  router.Add({.method = "GET",
              .pattern = "/control/v1/devices/{device}/holdings",
              .handler = Local([&view](const Request&, const Captures& captures) {
                auto packed = view.HoldingsOf(captures.at("device"));
                return packed ? Bytes(*std::move(packed)) : JsonError(packed.error());
              })});
}

}  // namespace lianxiao::web
