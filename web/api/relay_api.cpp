#include "web/api/relay_api.h"

#include <nlohmann/json.hpp>

#include "storage/formats/offer_carried.h"
#include "storage/formats/post.h"
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

Response TakePost(RelayView& view, const Request& request, const Captures& captures) {
  const auto& device = captures.at("device");
  if (const auto good = CheckDevice(device); !good) return JsonError(good.error());
  if (request.body.empty()) return JsonError({ErrorCode::kInvalid, "the post is empty"});
  return Kept(view.TakePost(device, request.body));
}

// Named by the digest of what it answers, so that nobody takes an old one for the answer to a newer post.
Response SendPostAnswer(RelayView& view, const Captures& captures) {
  const auto& device = captures.at("device");
  if (const auto good = CheckDevice(device); !good) return JsonError(good.error());
  const auto to = BlobId::FromHex(captures.at("post"));
  if (!to) return JsonError({ErrorCode::kInvalid, "post: must be 64 hex digits"});
  auto answer = view.PostAnswer(device, *to);
  if (answer) return Bytes(*std::move(answer));
  return answer.error().code == ErrorCode::kNotFound ? Response::NoContent() : JsonError(answer.error());
}

// Both names have the same form.
Status CheckOffer(const Captures& captures) {
  LIANXIAO_TRY(CheckDevice(captures.at("device")));
  if (formats::IsStickDevice(captures.at("offer"))) return {};
  return Fail(ErrorCode::kInvalid, "offer: must be 32 hex digits");
}

Response TakeOffer(RelayView& view, const Request& request, const Captures& captures) {
  if (const auto good = CheckOffer(captures); !good) return JsonError(good.error());
  if (request.body.empty()) return JsonError({ErrorCode::kInvalid, "the statement is empty"});
  return Kept(view.TakeOffer(captures.at("device"), captures.at("offer"), request.body));
}

Response TakeOfferPiece(RelayView& view, const Request& request, const Captures& captures) {
  if (const auto good = CheckOffer(captures); !good) return JsonError(good.error());
  const auto piece = ParseCount(captures.at("piece"));
  if (!piece || request.body.empty()) return JsonError({ErrorCode::kInvalid, "no piece of an offer"});
  return Kept(view.TakeOfferPiece(captures.at("device"), captures.at("offer"), *piece, request.body));
}

Response SendOffer(RelayView& view, const Captures& captures) {
  if (const auto good = CheckOffer(captures); !good) return JsonError(good.error());
  const auto here = view.Offer(captures.at("device"), captures.at("offer"));
  if (!here) return JsonError(here.error());
  return Response::Json(nlohmann::json{{"held", here->held}, {"receipt", here->receipt}}.dump())
      .With("Cache-Control", "no-cache");
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
  router.Add({.method = "PUT",
              .pattern = device + "/post",
              .handler = [&view](const Request& r, const Captures& c) { return TakePost(view, r, c); },
              .max_body = formats::kMaxPostSealed});
  router.Add({.method = "GET",
              .pattern = device + "/post/{post}",
              .handler = [&view](const Request&, const Captures& c) { return SendPostAnswer(view, c); }});
  router.Add({.method = "GET",
              .pattern = device + "/receipts/{epoch}",
              .handler = [&view](const Request&, const Captures& c) { return SendReceipt(view, c); }});
  router.Add({.method = "GET",
              .pattern = device + "/letter",
              .handler = [&view](const Request& r, const Captures& c) { return SendLetter(view, r, c); }});
}

void AddOffers(Router& router, RelayView& view) {
  const std::string offer = "/api/v1/devices/{device}/offers/{offer}";
  router.Add({.method = "PUT",
              .pattern = offer,
              .handler = [&view](const Request& r, const Captures& c) { return TakeOffer(view, r, c); },
              .max_body = formats::kMaxOfferStatement});
  router.Add({.method = "PUT",
              .pattern = offer + "/sealed-pieces/{piece}",
              .handler = [&view](const Request& r, const Captures& c) { return TakeOfferPiece(view, r, c); },
              .max_body = formats::kMaxSealedOfferPiece});
  router.Add({.method = "GET", .pattern = offer, .handler = [&view](const Request&, const Captures& c) {
                return SendOffer(view, c);
              }});
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
  AddOffers(router, view);
  return router;
}

}  // namespace lianxiao::web
