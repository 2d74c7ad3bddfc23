#include "web/teaching/kept_pages.h"

#include "web/teaching/item_fields.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

constexpr std::string_view kFavourites = "/teaching/favourites";

Response Favourites(const TeachingSite& site, const Request& request, const Error* failure) {
  const auto found = site.kept.favourites.Of(AccountOf(request));
  if (!found) return ErrorPage(request, found.error());
  const auto page = TeachingPage(site, request);
  const auto now = site.clock.Wall();
  Fields::List rows;
  for (const auto& favourite : *found) {
    auto row = ItemFields(site.view.Show(favourite.item, favourite.title), page, now);
    row.Set("item_when",
            page.words().Get("teaching.kept_since", {{"when", page.text().Moment(favourite.since, now)}}));
    row.Set("may_drop", true);
    rows.push_back(std::move(row));
  }
  Fields fields;
  fields.Set("any_item", !rows.empty()).Set("here", std::string(kFavourites));
  fields.Set("items", std::move(rows));
  return SendTeaching(page, "teaching_favourites", "favourites", std::move(fields), failure, now);
}

Response Opened(const TeachingSite& site, const Request& request, const Error* failure) {
  const auto found = site.kept.opened.Of(AccountOf(request));
  if (!found) return ErrorPage(request, found.error());
  const auto page = TeachingPage(site, request);
  const auto now = site.clock.Wall();
  Fields::List rows;
  for (const auto& one : *found) {
    auto row = ItemFields(site.view.Show(one.item, one.item.id), page, now);
    row.Set("item_when", page.text().Moment(one.at, now)).Set("item_stopped", StoppedWords(one.at_s, page));
    row.Set("may_drop", false);
    rows.push_back(std::move(row));
  }
  Fields fields;
  fields.Set("any_item", !rows.empty()).Set("here", "/teaching/opened");
  fields.Set("items", std::move(rows));
  return SendTeaching(page, "teaching_opened", "opened", std::move(fields), failure, now);
}

Status TakeFavourite(const TeachingSite& site, const Request& request, const Form& form) {
  const auto item = ItemOf(form);
  if (form.Get("kept") != "yes") return site.kept.favourites.Remove(AccountOf(request), item);
  LIANXIAO_ASSIGN(const auto found, FindItem(site, item));
  return site.kept.favourites.Add(AccountOf(request), item, found.title, site.clock.Wall());
}

}  // namespace

Response ShowFavourites(const TeachingSite& site, const Request& request, const Captures&) {
  return Favourites(site, request, nullptr);
}

Response SetFavourite(const TeachingSite& site, const Request& request, const Captures&) {
  const auto form = Form::Read(request);
  if (!form) return Favourites(site, request, &form.error());
  const auto done = TakeFavourite(site, request, *form);
  return done ? GoOn(*form, std::string(kFavourites)) : Favourites(site, request, &done.error());
}

Response ShowOpened(const TeachingSite& site, const Request& request, const Captures&) {
  return Opened(site, request, nullptr);
}

Response ClearOpened(const TeachingSite& site, const Request& request, const Captures&) {
  const auto done = site.kept.opened.Clear(AccountOf(request));
  return done ? Response::Redirect("/teaching/opened") : Opened(site, request, &done.error());
}

Response SetNote(const TeachingSite& site, const Request& request, const Captures&) {
  const auto form = Form::Read(request);
  if (!form) return ErrorPage(request, form.error());
  const auto done = site.kept.notes.Set(AccountOf(request), ItemOf(*form),
                                        WithPlainBreaks(form->Text("note")), site.clock.Wall());
  return done ? GoOn(*form, std::string(kFavourites)) : Favourites(site, request, &done.error());
}

}  // namespace lianxiao::web
