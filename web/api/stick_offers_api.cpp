#include "web/api/stick_offers_api.h"

#include <nlohmann/json.hpp>

#include "storage/formats/offer_carried.h"
#include "web/api/common_json.h"
#include "web/api/parameters.h"
#include "web/http/errors.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;

template <typename Work>
Handler Local(Work work) {
  return [work](const Request& request, const Captures& captures) {
    if (!request.local) return JsonError({ErrorCode::kRefused, "only over the control socket"});
    return work(request, captures);
  };
}

Response Sealed(Result<std::string> sealed) {
  if (!sealed) return JsonError(sealed.error());
  Response response;
  response.body = *std::move(sealed);
  return response.With("Content-Type", "application/octet-stream");
}

Response List(const StickOffers& view) {
  const auto waiting = view.Waiting();
  if (!waiting) return JsonError(waiting.error());
  json offers = json::array();
  for (const auto& offer : *waiting) {
    offers.push_back({{"id", offer.id}, {"next", offer.next}, {"pieces", offer.pieces}});
  }
  return Response::Json(Dump({{"offers", std::move(offers)}}));
}

Response Piece(StickOffers& view, const Captures& captures) {
  const auto piece = ParseCount(captures.at("piece"));
  if (!piece) return JsonError({ErrorCode::kInvalid, "a piece is a number from 0"});
  return Sealed(view.Piece(captures.at("offer"), *piece));
}

}  // namespace

void AddStickOffersControl(Router& router, StickOffers& view) {
  const std::string offers = "/control/v1/stick/offers";
  router.Add({.method = "GET", .pattern = offers, .handler = Local([&view](const Request&, const Captures&) {
                                                    return List(view);
                                                  })});
  router.Add({.method = "GET",
              .pattern = offers + "/{offer}",
              .handler = Local([&view](const Request&, const Captures& captures) {
                return Sealed(view.Statement(captures.at("offer")));
              })});
  router.Add({.method = "GET",
              .pattern = offers + "/{offer}/pieces/{piece}",
              .handler = Local(
                  [&view](const Request&, const Captures& captures) { return Piece(view, captures); })});
  router.Add({.method = "POST",
              .pattern = offers + "/receipts",
              .handler = Local([&view](const Request& request, const Captures&) {
                const auto news = view.TakeReceipt(request.body);
                return news ? Response::Json(Dump({{"news", *news}})) : JsonError(news.error());
              }),
              .max_body = static_cast<std::int64_t>(formats::kMaxOfferReceipt)});
}

}  // namespace lianxiao::web
