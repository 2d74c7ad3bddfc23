#include "web/console/offers_page.h"

#include "storage/base/digest.h"
#include "web/api/media.h"
#include "web/api/offers_api.h"
#include "web/http/errors.h"
#include "web/http/url.h"
#include "web/people/form.h"
#include "web/people/people_page.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

using storage::Permission;

std::string_view ClassOf(const std::string& state) {
  if (state == "here") return "attention";
  return state == "accepted" || state == "published" ? "good" : "no_box";
}

Fields RowOf(const OfferHere& offer, const Page& page, WallTime now) {
  const auto address = "/offers/" + EncodeSegment(offer.id);
  Fields row;
  row.Set("offer_title", offer.title).Set("offer_description", offer.description);
  row.Set("offer_place", offer.place).Set("offer_author", offer.author);
  row.Set("offer_school", offer.school_name.empty() ? offer.school : offer.school_name);
  row.Set("offer_file", offer.file_name).Set("offer_size", page.text().Size(offer.size_bytes));
  row.Set("offer_file_link", offer.state == "here" ? address + "/file" : std::string());
  row.Set("offer_accept", address + "/accept").Set("offer_decline", address + "/decline");
  const auto percent = std::to_string(Percent(offer.bytes_here, offer.size_bytes));
  row.Set("offer_state", page.words().Get("offers." + offer.state, {{"percent", percent}}));
  row.Set("offer_class", std::string(ClassOf(offer.state)));
  row.Set("offer_here", offer.state == "here").Set("offer_why", offer.why);
  row.Set("offer_folder", offer.state == "accepted" ? offer.folder : std::string());
  const bool room = offer.folder_bytes > 0;
  row.Set("offer_room", room ? page.text().Size(offer.folder_bytes) : std::string());
  row.Set("offer_remove", room && offer.state == "published" ? address + "/remove" : std::string());
  row.Set("offer_when", page.text().Moment(offer.changed, now));
  return row;
}

Response OffersPage(OffersView& view, const PeopleSite& site, const Request& request, const Error* failure) {
  const auto offers = view.Offers();
  if (!offers) return ErrorPage(request, offers.error());
  const Page page = PeoplePage(site, request, "offers");
  const auto now = site.clock.Wall();
  Fields fields;
  Fields::List rows;
  std::int64_t room = 0;
  for (const auto& offer : *offers) {
    rows.push_back(RowOf(offer, page, now));
    room += offer.folder_bytes;
  }
  fields.Set("room", room > 0 ? page.words().Get("offers.room", {{"size", page.text().Size(room)}}) : "");
  fields.Set("any_offer", !rows.empty()).Set("offers", std::move(rows));
  if (failure != nullptr) fields.Set("failure", Sentence(page, *failure, now));
  return SendPeople(site, page, "console_offers", page.words().Get("offers.title"), std::move(fields),
                    failure != nullptr ? StatusOf(*failure) : 200);
}

// A stranger's file until somebody has looked: it is only ever saved, never opened by this origin.
Response SendFile(const OffersView& view, const Request& request, const std::string& id) {
  const auto file = view.FileOf(id);
  if (!file) return HttpError(request, HttpStatus(file.error().code));
  return Response::File({file->disk_path, file->size_bytes, HashOf(id).Hex().substr(0, 16)},
                        "application/octet-stream")
      .With("Content-Disposition", SaveAs(file->name))
      .With("Content-Security-Policy", "sandbox; default-src 'none'")
      .With("Cache-Control", "no-store");
}

Response Accept(OffersView& view, const PeopleSite& site, const Request& request, const std::string& id) {
  const auto accepted = AcceptNoted(view, site, request, id);
  return accepted ? Response::Redirect("/offers") : OffersPage(view, site, request, &accepted.error());
}

Response RemoveFolder(OffersView& view, const PeopleSite& site, const Request& request,
                      const std::string& id) {
  const auto removed = RemoveFolderNoted(view, site, request, id);
  return removed ? Response::Redirect("/offers") : OffersPage(view, site, request, &removed.error());
}

Response Decline(OffersView& view, const PeopleSite& site, const Request& request, const std::string& id) {
  const auto form = Form::Read(request);
  if (!form) return OffersPage(view, site, request, &form.error());
  const auto done = DeclineNoted(view, site, request, id, form->Text("why"));
  return done ? Response::Redirect("/offers") : OffersPage(view, site, request, &done.error());
}

}  // namespace

void AddOffersPages(Router& router, OffersView& view, const PeopleSite& site) {
  const auto add = [&router](std::string method, std::string pattern, Handler handler) {
    router.Add({.method = std::move(method),
                .pattern = std::move(pattern),
                .handler = std::move(handler),
                .needs = Permission::kReviewResources});
  };
  add("GET", "/offers",
      [&view, site](const Request& r, const Captures&) { return OffersPage(view, site, r, nullptr); });
  add("GET", "/offers/{id}/file",
      [&view](const Request& r, const Captures& c) { return SendFile(view, r, c.at("id")); });
  add("POST", "/offers/{id}/accept",
      [&view, site](const Request& r, const Captures& c) { return Accept(view, site, r, c.at("id")); });
  add("POST", "/offers/{id}/remove",
      [&view, site](const Request& r, const Captures& c) { return RemoveFolder(view, site, r, c.at("id")); });
  add("POST", "/offers/{id}/decline",
      [&view, site](const Request& r, const Captures& c) { return Decline(view, site, r, c.at("id")); });
}

}  // namespace lianxiao::web
