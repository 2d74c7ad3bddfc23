#include "web/api/relay_api.h"

#include "storage/formats/stick_layout.h"
#include "web/api/parameters.h"
#include "web/api/repository.h"
#include "web/http/errors.h"

namespace lianxiao::web {
namespace {

Response Bytes(std::string bytes) {
  Response response;
  response.body = std::move(bytes);
  return response.With("Content-Type", "application/octet-stream").With("Cache-Control", "no-cache");
}

constexpr std::int64_t kMaxSealedStatus = 64 << 10;

// Kept, and on its way; the center's own answer comes later.
Response Kept(const Status& taken) {
  if (!taken) return JsonError(taken.error());
  auto response = Response::Json(R"({"kept":true})");
  response.status = 202;
  return response;
}

Status CheckDevice(const std::string& device) {
  if (formats::IsStickDevice(device)) return {};
  return Fail(ErrorCode::kInvalid, "device: must be 32 hex digits");
}

Response TakeBatch(RelayView& view, const Request& request, const Captures& captures) {
  const formats::BatchId id{captures.at("device"), captures.at("epoch"),
                            ParseCount(captures.at("seq")).value_or(0)};
  if (const auto good = formats::Check(id); !good) return JsonError(good.error());
  if (request.body.empty()) return JsonError({ErrorCode::kInvalid, "the batch is empty"});
  return Kept(view.TakeBatch(id, request.body));
}

Response TakeStatus(RelayView& view, const Request& request, const Captures& captures) {
  const auto& device = captures.at("device");
  if (const auto good = CheckDevice(device); !good) return JsonError(good.error());
  if (request.body.empty()) return JsonError({ErrorCode::kInvalid, "the report is empty"});
  return Kept(view.TakeStatus(device, request.body));
}

Response SendReceipt(RelayView& view, const Captures& captures) {
  const formats::BatchId chain{captures.at("device"), captures.at("epoch"), 1};
  if (const auto good = formats::Check(chain); !good) return JsonError(good.error());
  auto receipt = view.Receipt(chain.device, chain.epoch);
  if (!receipt) return JsonError(receipt.error());
  return Response::Json(*std::move(receipt)).With("Cache-Control", "no-store");
}

Response SendLetter(RelayView& view, const Request& request, const Captures& captures) {
  const auto& device = captures.at("device");
  if (const auto good = CheckDevice(device); !good) return JsonError(good.error());
  auto letter = view.Letter(device, ParseCount(request.Query("above")).value_or(0));
  if (letter) return Bytes(*std::move(letter));
  return letter.error().code == ErrorCode::kNotFound ? Response::NoContent() : JsonError(letter.error());
}

void AddPost(Router& router, RelayView& view) {
  const std::string device = "/api/v1/devices/{device}";
  router.Add({.method = "PUT",
              .pattern = device + "/batches/{epoch}/{seq}",
              .handler = [&view](const Request& r, const Captures& c) { return TakeBatch(view, r, c); },
              .max_body = formats::kBatchBytes});
  router.Add({.method = "PUT",
              .pattern = device + "/status",
              .handler = [&view](const Request& r, const Captures& c) { return TakeStatus(view, r, c); },
              .max_body = kMaxSealedStatus});
  router.Add({.method = "GET",
              .pattern = device + "/receipts/{epoch}",
              .handler = [&view](const Request&, const Captures& c) { return SendReceipt(view, c); }});
  router.Add({.method = "GET",
              .pattern = device + "/letter",
              .handler = [&view](const Request& r, const Captures& c) { return SendLetter(view, r, c); }});
}

}  // namespace

Router RelayRoutes(RelayView& view) {
  Router router;
  AddRepository(router, [&view](const std::string& path) { return view.Repository(path); });
  router.Add({.method = "GET", .pattern = "/blobs/held", .handler = [&view](const Request&, const Captures&) {
                auto held = view.HeldBlobs();
                return held ? Bytes(*std::move(held)) : JsonError(held.error());
              }});
  AddPost(router, view);
  return router;
}

}  // namespace lianxiao::web
