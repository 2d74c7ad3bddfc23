#include "web/console/rollback_page.h"

#include "web/api/rollback_api.h"
#include "web/http/errors.h"
#include "web/http/url.h"
#include "web/people/form.h"
#include "web/people/people_page.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

using storage::Permission;

struct Place {
  RollbackView& view;
  PeopleSite site;
};

std::string AddressOf(const std::string& kind, const std::string& id) {
  return "/rollback/" + EncodeSegment(kind) + "/" + EncodeSegment(id);
}

std::string MomentOr(const Page& page, const std::optional<WallTime>& when, WallTime now) {
  return when ? page.text().Moment(*when, now) : std::string();
}

std::string Joined(const std::vector<std::string>& texts, std::string_view between) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : std::string(between)) + text;
  return all;
}

std::string_view ClassOf(const std::string& state) {
  if (state == "waiting" || state == "changed" || state == "unknown") return "attention";
  return state == "done" ? "good" : "no_box";
}

Fields RowOf(const RollbackWish& wish, const Page& page, WallTime now) {
  const auto number = std::to_string(wish.number);
  Fields row;
  row.Set("wish_name", wish.name).Set("wish_kind", page.words().Get("rollback.kind_" + wish.kind));
  row.Set("wish_who", wish.who).Set("wish_why", wish.why);
  row.Set("wish_asked", page.text().Moment(wish.asked, now));
  row.Set("wish_state", page.words().Get("rollback.state_" + wish.state));
  row.Set("wish_class", std::string(ClassOf(wish.state)));
  row.Set("wish_open", ClassOf(wish.state) == "attention");
  row.Set("wish_command", wish.state == "waiting" ? "lianxiao center rollback " + number : std::string());
  row.Set("wish_changed", wish.state == "changed").Set("wish_again", AddressOf(wish.kind, wish.id));
  row.Set("wish_drop", "/rollback/requests/" + number + "/drop");
  row.Set("wish_by", wish.decided_by).Set("wish_decided", MomentOr(page, wish.decided, now));
  return row;
}

Fields RowOf(const RollbackBundle& bundle, const Page& page) {
  Fields row;
  row.Set("bundle_name", bundle.name).Set("bundle_id", bundle.id);
  row.Set("bundle_link", AddressOf("bundle", bundle.id));
  row.Set("bundle_lessons", bundle.lessons > 0 ? page.words().Count("rollback.lessons", bundle.lessons) : "");
  row.Set("bundle_asks", bundle.asks_again);
  return row;
}

Fields RowOf(const RollbackLesson& lesson, const Page& page, WallTime now) {
  Fields row;
  row.Set("lesson_title", lesson.title).Set("lesson_id", lesson.id);
  row.Set("lesson_link", AddressOf("lesson", lesson.id));
  row.Set("lesson_version", page.words().Get("rollback.version", {{"n", std::to_string(lesson.version)}}));
  row.Set("lesson_withdrawn", lesson.withdrawn);
  row.Set("lesson_when", page.text().Moment(lesson.published, now));
  return row;
}

Fields RowOf(const RollbackChange& change, const Page& page, WallTime now) {
  const auto version = [&](std::int64_t n) {
    return page.words().Get("rollback.version", {{"n", std::to_string(n)}});
  };
  Fields row;
  row.Set("change_title", change.title).Set("change_id", change.id);
  row.Set("change_now", version(change.version)).Set("change_then", version(change.content_of));
  row.Set("change_becomes", version(change.becomes));
  row.Set("change_now_when", MomentOr(page, change.published, now));
  row.Set("change_then_when", MomentOr(page, change.was_published, now));
  row.Set("change_old_title", change.old_title != change.title ? change.old_title : std::string());
  row.Set("change_back", change.withdrawn && !change.was_withdrawn);
  row.Set("change_away", change.was_withdrawn && !change.withdrawn);
  row.Set("change_files", Joined(change.files, page.words().Get("rollback.and")));
  row.Set("change_size", change.bytes > 0 ? page.text().Size(change.bytes) : std::string());
  return row;
}

template <typename Rows, typename... More>
Fields::List ListOf(const Rows& all, const More&... more) {
  Fields::List rows;
  for (const auto& one : all) rows.push_back(RowOf(one, more...));
  return rows;
}

Response ListPage(const Place& place, const Request& request, const Error* failure) {
  const std::string words(request.Query("q"));
  const auto wishes = place.view.Wishes();
  if (!wishes) return ErrorPage(request, wishes.error());
  const auto bundles = place.view.Bundles();
  if (!bundles) return ErrorPage(request, bundles.error());
  const auto lessons = place.view.Lessons(words);
  if (!lessons) return ErrorPage(request, lessons.error());
  const Page page = PeoplePage(place.site, request, "rollback");
  const auto now = place.site.clock.Wall();
  Fields fields;
  fields.Set("any_wish", !wishes->empty()).Set("wishes", ListOf(*wishes, page, now));
  fields.Set("any_bundle", !bundles->empty()).Set("bundles", ListOf(*bundles, page));
  fields.Set("any_lesson", !lessons->empty()).Set("lessons", ListOf(*lessons, page, now));
  fields.Set("q", words).Set("nothing", bundles->empty() && lessons->empty() && words.empty());
  if (failure != nullptr) fields.Set("failure", Sentence(page, *failure, now));
  return SendPeople(place.site, page, "console_rollback", page.words().Get("rollback.title"),
                    std::move(fields), failure != nullptr ? StatusOf(*failure) : 200);
}

void SetLists(Fields& fields, const RollbackPreview& preview, const Page& page, WallTime now) {
  const auto& between = page.words().Get("rollback.and");
  fields.Set("changes", ListOf(preview.changes, page, now)).Set("any_change", preview.lessons > 0);
  const auto others = preview.lessons - std::ssize(preview.changes);
  fields.Set("others", others > 0 ? page.words().Count("rollback.others", others) : std::string());
  fields.Set("asks_again", preview.asks_again);
  fields.Set("leave", Joined(preview.leave, between)).Set("join", Joined(preview.join, between));
  fields.Set("stay", Joined(preview.stay, between));
}

// `why`: as it was typed before something was wrong with it.
Response OnePage(const Place& place, const Request& request, const Captures& captures, const std::string& why,
                 const Error* failure) {
  const auto preview = place.view.Preview(captures.at("kind"), captures.at("id"));
  const Page page = PeoplePage(place.site, request, "rollback");
  const auto now = place.site.clock.Wall();
  if (!preview) return ListPage(place, request, &preview.error());
  Fields fields;
  fields.Set("sure", page.words().Get("rollback.sure_" + preview->kind, {{"name", preview->name}}));
  SetLists(fields, *preview, page, now);
  fields.Set("fetch",
             page.words().Get(preview->bytes > 0 ? "rollback.then_fetch" : "rollback.then_fetch_nothing",
                              {{"size", page.text().Size(preview->bytes)}}));
  fields.Set("act_address", AddressOf(preview->kind, preview->id)).Set("plan", preview->plan);
  fields.Set("why", why);
  if (failure != nullptr) fields.Set("failure", Sentence(page, *failure, now));
  return SendPeople(place.site, page, "console_rollback_one", page.words().Get("rollback.title"),
                    std::move(fields), failure != nullptr ? StatusOf(*failure) : 200);
}

Response TakeAsk(const Place& place, const Request& request, const Captures& captures) {
  const auto form = Form::Read(request);
  if (!form) return OnePage(place, request, captures, "", &form.error());
  const auto why = form->Text("why");
  const auto wish = AskNoted(place.view, place.site, request,
                             {captures.at("kind"), captures.at("id"), form->Text("plan"), why});
  return wish ? Response::Redirect("/rollback") : OnePage(place, request, captures, why, &wish.error());
}

Response TakeDrop(const Place& place, const Request& request, const Captures& captures) {
  const auto dropped = DropNoted(place.view, place.site, request, captures.at("number"));
  return dropped ? Response::Redirect("/rollback") : ListPage(place, request, &dropped.error());
}

}  // namespace

void AddRollbackPages(Router& router, RollbackView& view, const PeopleSite& site) {
  const auto add = [&router, place = Place{view, site}](std::string method, std::string pattern, auto work) {
    router.Add({.method = std::move(method),
                .pattern = std::move(pattern),
                .handler = [place, work](const Request& r, const Captures& c) { return work(place, r, c); },
                .needs = Permission::kHandInResources});
  };
  add("GET", "/rollback",
      [](const Place& place, const Request& r, const Captures&) { return ListPage(place, r, nullptr); });
  add("GET", "/rollback/{kind}/{id}", [](const Place& place, const Request& r, const Captures& c) {
    return OnePage(place, r, c, "", nullptr);
  });
  add("POST", "/rollback/{kind}/{id}", TakeAsk);
  add("POST", "/rollback/requests/{number}/drop", TakeDrop);
}

}  // namespace lianxiao::web
