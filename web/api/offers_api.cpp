#include "web/api/offers_api.h"

#include <nlohmann/json.hpp>

#include "storage/formats/field_rules.h"
#include "storage/formats/offer_carried.h"
#include "web/api/common_json.h"
#include "web/api/parameters.h"
#include "web/http/errors.h"
#include "web/people/json_body.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;

constexpr std::int64_t kMaxControlBytes = 16 << 10;

Response Next(const Result<std::int64_t>& next) {
  return next ? Response::Json(Dump({{"next", *next}})) : JsonError(next.error());
}

// With the center's signature, for whoever only carries it.
Response NextSigned(const OffersView& view, const Result<std::int64_t>& next, const Captures& captures) {
  if (!next) return JsonError(next.error());
  const auto receipt = view.Receipt(captures.at("device"), captures.at("offer"));
  if (!receipt) return JsonError(receipt.error());
  return Response::Json(Dump({{"next", *next}, {"receipt", *receipt}}));
}

Response TakeStatement(OffersView& view, const Request& request, const Captures& captures) {
  return NextSigned(view, view.Take(captures.at("device"), request.body), captures);
}

Response TakeSealedPiece(OffersView& view, const Request& request, const Captures& captures) {
  const auto piece = ParseCount(captures.at("piece"));
  if (!piece) return JsonError({ErrorCode::kInvalid, "a piece is a number from 0"});
  return NextSigned(view,
                    view.TakeSealedPiece(captures.at("device"), captures.at("offer"), *piece, request.body),
                    captures);
}

Response TakePiece(OffersView& view, const Request& request, const Captures& captures) {
  const auto piece = ParseCount(captures.at("piece"));
  if (!piece) return JsonError({ErrorCode::kInvalid, "a piece is a number from 0"});
  return Next(view.TakePiece(captures.at("device"), captures.at("offer"), *piece, request.body));
}

json JsonOf(const OfferHere& offer) {
  return {{"id", offer.id},
          {"school", offer.school},
          {"school_name", offer.school_name},
          {"title", offer.title},
          {"description", offer.description},
          {"place", offer.place},
          {"author", offer.author},
          {"file", offer.file_name},
          {"media_type", offer.media_type},
          {"size", offer.size_bytes},
          {"here", offer.bytes_here},
          {"state", offer.state},
          {"why", offer.why},
          {"resource", offer.resource},
          {"folder", offer.folder},
          {"folder_bytes", offer.folder_bytes},
          {"changed", ToRfc3339(offer.changed)}};
}

Response List(const OffersView& view) {
  const auto offers = view.Offers();
  if (!offers) return JsonError(offers.error());
  json rows = json::array();
  for (const auto& offer : *offers) rows.push_back(JsonOf(offer));
  return Response::Json(Dump({{"offers", std::move(rows)}}));
}

Status Note(const PeopleSite& site, const Request& request, std::string act, const std::string& id,
            std::string detail) {
  auto actor = ActorOf(request);
  return site.people.audit().Add({.who = std::move(actor.login),
                                  .from = std::move(actor.from),
                                  .act = std::move(act),
                                  .subject = id,
                                  .detail = std::move(detail)});
}

}  // namespace

Result<OfferHere> AcceptNoted(OffersView& view, const PeopleSite& site, const Request& request,
                              const std::string& id) {
  LIANXIAO_ASSIGN(auto offer, view.Accept(id));
  LIANXIAO_TRY(Note(site, request, "offer.accepted", id, offer.title));
  return offer;
}

Status DeclineNoted(OffersView& view, const PeopleSite& site, const Request& request, const std::string& id,
                    const std::string& why) {
  LIANXIAO_TRY(view.Decline(id, why));
  return Note(site, request, "offer.declined", id, why);
}

Result<std::int64_t> RemoveFolderNoted(OffersView& view, const PeopleSite& site, const Request& request,
                                       const std::string& id) {
  LIANXIAO_ASSIGN(const auto bytes, view.RemoveFolder(id));
  LIANXIAO_TRY(Note(site, request, "offer.folder_removed", id, ""));
  return bytes;
}

void AddOfferIntake(Router& router, OffersView& view) {
  router.Add({.method = "PUT",
              .pattern = "/api/v1/devices/{device}/offers/{offer}",
              .handler = [&view](const Request& r, const Captures& c) { return TakeStatement(view, r, c); },
              .max_body = static_cast<std::int64_t>(formats::kMaxOfferStatement),
              .cost = Cost::kUpload});
  router.Add({.method = "PUT",
              .pattern = "/api/v1/devices/{device}/offers/{offer}/pieces/{piece}",
              .handler = [&view](const Request& r, const Captures& c) { return TakePiece(view, r, c); },
              .max_body = formats::kOfferPieceBytes,
              .cost = Cost::kUpload});
  router.Add({.method = "PUT",
              .pattern = "/api/v1/devices/{device}/offers/{offer}/sealed-pieces/{piece}",
              .handler = [&view](const Request& r, const Captures& c) { return TakeSealedPiece(view, r, c); },
              .max_body = formats::kMaxSealedOfferPiece,
              .cost = Cost::kUpload});
}

void AddOffersControl(Router& router, OffersView& view, const PeopleSite& site) {
  router.Add({.method = "GET",
              .pattern = "/control/v1/offers",
              .handler = [&view](const Request&, const Captures&) { return List(view); }});
  router.Add({.method = "POST",
              .pattern = "/control/v1/offers/{id}/accept",
              .handler =
                  [&view, site](const Request& r, const Captures& c) {
                    const auto offer = AcceptNoted(view, site, r, c.at("id"));
                    return offer ? Response::Json(Dump(JsonOf(*offer))) : JsonError(offer.error());
                  },
              .max_body = kMaxControlBytes});
  router.Add({.method = "POST",
              .pattern = "/control/v1/offers/{id}/remove",
              .handler =
                  [&view, site](const Request& r, const Captures& c) {
                    const auto bytes = RemoveFolderNoted(view, site, r, c.at("id"));
                    return bytes ? Response::Json(Dump({{"bytes", *bytes}})) : JsonError(bytes.error());
                  },
              .max_body = kMaxControlBytes});
  router.Add({.method = "POST",
              .pattern = "/control/v1/offers/{id}/decline",
              .handler =
                  [&view, site](const Request& r, const Captures& c) {
                    const auto body = JsonBody::Read(r);
                    if (!body) return JsonError(body.error());
                    const auto done = DeclineNoted(view, site, r, c.at("id"), body->Get("why"));
                    return done ? Response::NoContent() : JsonError(done.error());
                  },
              .max_body = kMaxControlBytes});
}

}  // namespace lianxiao::web
