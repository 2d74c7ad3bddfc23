#include "web/classroom/wishes_page.h"

#include <nlohmann/json.hpp>

#include "web/api/common_json.h"
#include "web/api/event_intake.h"
#include "web/classroom/cards.h"
#include "web/http/errors.h"
#include "web/http/url.h"
#include "web/people/form.h"
#include "web/people/gate.h"
#include "web/people/people_page.h"
#include "web/words/error_page.h"
#include "web/words/page.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;

constexpr std::int64_t kMaxFormBytes = 4 << 10;

struct Parts {
  WishesView& wishes;
  const SchoolView& school;
};

Fields RowOf(const WishedLesson& wish, const Page& page, WallTime now) {
  auto row = Card(wish.resource, page, now);
  row.Set("wish_resource", wish.resource.shown.id).Set("wish_open", !wish.came);
  row.Set("wish_when",
          wish.came ? page.words().Get("wishes.came", {{"when", page.text().Moment(*wish.came, now)}})
                    : page.words().Get("wishes.since", {{"when", page.text().Moment(wish.since, now)}}));
  return row;
}

Response WishesPage(const Parts& parts, const Request& request, const Error* failure) {
  const auto wishes = parts.wishes.Wishes();
  if (!wishes) return ErrorPage(request, wishes.error());
  Page page(request);
  const auto box = parts.school.BoxStatusNow();
  page.Name(box.school_name);
  page.Here("wishes");
  Fields fields;
  Fields::List rows;
  for (const auto& wish : *wishes) rows.push_back(RowOf(wish, page, box.now));
  fields.Set("any_wish", !rows.empty());
  fields.Set("wishes", std::move(rows));
  if (failure != nullptr) fields.Set("failure", Sentence(page, *failure, box.now));
  return page.Send("wishes", page.words().Get("wishes.title"), std::move(fields),
                   failure != nullptr ? StatusOf(*failure) : 200);
}

// Fields: resource; wished, "yes" or "no"; next, where to go on.
Response TakeForm(const Parts& parts, const Request& request) {
  if (!IsOwnOrigin(request)) return ErrorPage(request, 403, "csrf");
  const auto form = Form::Read(request);
  if (!form) return WishesPage(parts, request, &form.error());
  const auto resource = form->Text("resource");
  const auto done =
      form->Get("wished") == "yes" ? parts.wishes.Wish(resource) : parts.wishes.TakeBack(resource);
  if (!done) return WishesPage(parts, request, &done.error());
  const auto next = form->Get("next");
  return Response::Redirect(next.empty() ? "/wishes" : LocalPath(next));
}

Response List(const Parts& parts) {
  const auto wishes = parts.wishes.Wishes();
  if (!wishes) return JsonError(wishes.error());
  json rows = json::array();
  for (const auto& wish : *wishes) {
    rows.push_back({{"resource", wish.resource.shown.id},
                    {"title", wish.resource.shown.title},
                    {"since", ToRfc3339(wish.since)},
                    {"came", TimeOrNull(wish.came)},
                    {"expected", TimeOrNull(wish.resource.expected)}});
  }
  return Response::Json(Dump({{"wishes", std::move(rows)}}));
}

Response Act(const Parts& parts, const Request& request, const Captures& captures, bool wished) {
  if (!IsOwnOrigin(request)) return JsonError({ErrorCode::kRefused, "wishes come from our own pages only"});
  const auto& id = captures.at("id");
  const auto done = wished ? parts.wishes.Wish(id) : parts.wishes.TakeBack(id);
  return done ? Response::NoContent() : JsonError(done.error());
}

}  // namespace

void AddWishes(Router& router, WishesView& wishes, const SchoolView& school) {
  const Parts parts{wishes, school};
  const auto add = [&router](std::string method, std::string pattern, Handler handler) {
    const auto cost = method == "GET" ? Cost::kLittle : Cost::kNote;
    router.Add({.method = std::move(method),
                .pattern = std::move(pattern),
                .handler = std::move(handler),
                .max_body = kMaxFormBytes,
                .needs = storage::Permission::kBrowse,
                .cost = cost});
  };
  add("GET", "/wishes", [parts](const Request& r, const Captures&) { return WishesPage(parts, r, nullptr); });
  add("POST", "/wishes", [parts](const Request& r, const Captures&) { return TakeForm(parts, r); });
  add("GET", "/api/v1/wishes", [parts](const Request&, const Captures&) { return List(parts); });
  add("PUT", "/api/v1/wishes/{id}",
      [parts](const Request& r, const Captures& c) { return Act(parts, r, c, true); });
  add("DELETE", "/api/v1/wishes/{id}",
      [parts](const Request& r, const Captures& c) { return Act(parts, r, c, false); });
}

}  // namespace lianxiao::web
