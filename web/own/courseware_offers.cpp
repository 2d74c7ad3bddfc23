#include "web/own/courseware_offers.h"

#include <nlohmann/json.hpp>

#include "storage/formats/field_rules.h"
#include "web/api/common_json.h"
#include "web/classroom/cards.h"
#include "web/http/errors.h"
#include "web/own/courseware_rules.h"
#include "web/people/form.h"
#include "web/people/json_body.h"
#include "web/people/people_page.h"
#include "web/people/visitor.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;
using storage::OfferStands;

constexpr std::size_t kMostAuthorBytes = 120;
constexpr std::int64_t kMostFormBytes = 16 << 10;

// Only who made it can say that it is theirs.
bool MayOffer(const Request& request, const storage::Courseware& item) {
  return MayTeach(request) && request.visitor->account.id == item.owner && !item.deleted;
}

std::optional<storage::OfferNow> OfferOf(const CoursewareSite& site, const Request& request,
                                         const storage::Courseware& item) {
  if (site.offers == nullptr || !MayChange(request, item)) return {};
  return site.offers->Newest(item.id).value_or(std::nullopt);
}

bool IsOver(const storage::Courseware& item, const storage::OfferNow& offer) {
  return offer.version != item.file.version || offer.stands == OfferStands::kDeclined ||
         offer.stands == OfferStands::kRefused || offer.stands == OfferStands::kGone;
}

std::string_view ClassOf(OfferStands stands) {
  switch (stands) {
    case OfferStands::kPublished:
    case OfferStands::kAccepted: return "good";
    case OfferStands::kDeclined:
    case OfferStands::kRefused:
    case OfferStands::kGone: return "act";
    case OfferStands::kWaiting:
    case OfferStands::kWithCounty: return "attention";
  }
  return "attention";
}

std::string_view IconOf(OfferStands stands) {
  const auto its = ClassOf(stands);
  return its == "good" ? "good" : its == "act" ? "attention" : "coming";
}

Fields OfferFields(const storage::OfferNow& offer, const Page& page) {
  const auto percent = Percent(offer.sent_bytes, offer.size_bytes);
  const bool moving = offer.stands == OfferStands::kWaiting && offer.sent_bytes > 0;
  const auto key = moving ? std::string("sending") : std::string(Word(offer.stands));
  Fields fields;
  fields.Set("offer_state", page.words().Get("own.offer_" + key, {{"percent", std::to_string(percent)}}));
  fields.Set("offer_percent", moving ? std::to_string(percent) : std::string());
  fields.Set("offer_class", std::string(ClassOf(offer.stands)));
  fields.Set("offer_icon", std::string(IconOf(offer.stands)));
  fields.Set("offer_why", offer.stands == OfferStands::kDeclined ? offer.why : std::string());
  fields.Set("offer_link",
             offer.stands == OfferStands::kPublished ? ResourceAddress(offer.resource) : std::string());
  return fields;
}

Status Offer(const CoursewareSite& site, const Request& request, const std::string& id,
             const std::string& author, bool agreed) {
  LIANXIAO_ASSIGN(const auto item, SeenItem(site, request, id));
  if (!MayOffer(request, item)) {
    return Fail(ErrorCode::kRefused, "own.offer_not_yours: only who added it can offer it");
  }
  if (!agreed) return Fail(ErrorCode::kInvalid, "own.offer_agree: confirm that it may be shared");
  const auto good = formats::CheckLine("author", author, kMostAuthorBytes);
  if (!good || author.empty()) return Fail(ErrorCode::kInvalid, "own.offer_author: say who made it");
  LIANXIAO_TRY(site.offers->Offer(id, author, site.people.clock.Wall()));
  site.offered();
  return {};
}

Response TakeForm(const CoursewareSite& site, const Request& request, const std::string& id) {
  const auto form = Form::Read(request);
  if (!form) return ErrorPage(request, form.error());
  const auto done = Offer(site, request, id, form->Text("author"), form->Get("agreed") == "yes");
  if (done) return Response::Redirect(CoursewareAddress(id) + "?done=offered");
  if (done.error().code == ErrorCode::kNotFound) return ErrorPage(request, done.error());
  if (SplitKey(done.error().message).key == "own.offer_not_yours") return ErrorPage(request, 403);
  return Response::Redirect(CoursewareAddress(id) +
                            "?missing=" + SplitKey(done.error().message).key.substr(4));
}

Response TakeApi(const CoursewareSite& site, const Request& request, const std::string& id) {
  const auto body = JsonBody::Read(request);
  if (!body) return JsonError(body.error());
  const auto done = Offer(site, request, id, body->Get("author"), body->Get("agreed") == "yes");
  return done ? Response::NoContent() : JsonError(done.error());
}

}  // namespace

void AddOfferFields(Fields& fields, const CoursewareSite& site, const Request& request,
                    const storage::Courseware& item, const Page& page) {
  const auto offer = OfferOf(site, request, item);
  if (offer) fields.Set("offer", OfferFields(*offer, page));
  const bool may = site.offers != nullptr && MayOffer(request, item) && (!offer || IsOver(item, *offer));
  fields.Set("offer_may", may);
  if (may) fields.Set("offer_author", OwnerName(site, item.owner));
  const bool placed =
      !item.details.stage.empty() && !item.details.grade.empty() && !item.details.subject.empty();
  fields.Set("offer_placed", placed);
  for (const auto* missing : {"offer_agree", "offer_author", "offer_too_large", "offer_place"}) {
    if (request.Query("missing") != missing) continue;
    fields.Set("failure", page.words().Get("failed.own." + std::string(missing)));
  }
}

json OfferJson(const CoursewareSite& site, const Request& request, const storage::Courseware& item) {
  const auto offer = OfferOf(site, request, item);
  if (!offer) return nullptr;
  return {{"state", std::string(Word(offer->stands))},
          {"sent", offer->sent_bytes},
          {"size", offer->size_bytes},
          {"why", offer->why},
          {"resource", offer->resource},
          {"offered", ToRfc3339(offer->offered)}};
}

void AddCoursewareOffers(Router& router, const CoursewareSite& site) {
  if (site.offers == nullptr) return;
  router.Add(
      {.method = "POST",
       .pattern = "/courseware/{id}/offer",
       .handler = [site](const Request& r, const Captures& c) { return TakeForm(site, r, c.at("id")); },
       .max_body = kMostFormBytes,
       .needs = storage::Permission::kTeach});
  router.Add({.method = "POST",
              .pattern = "/api/v1/courseware/{id}/offer",
              .handler = [site](const Request& r, const Captures& c) { return TakeApi(site, r, c.at("id")); },
              .max_body = kMostFormBytes,
              .needs = storage::Permission::kTeach});
}

}  // namespace lianxiao::web
