// /api/v1/me/…: what /teaching shows and does, for programs.
#include <nlohmann/json.hpp>

#include "web/api/common_json.h"
#include "web/api/parameters.h"
#include "web/http/errors.h"
#include "web/people/json_body.h"
#include "web/teaching/teaching_json.h"
#include "web/teaching/teaching_page.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;
using storage::TeachingItem;

constexpr std::int64_t kMaxBodyBytes = 32 << 10;

Response Done(const Status& status) { return status ? Response::NoContent() : JsonError(status.error()); }
Response Number(const Result<std::int64_t>& number) {
  return number ? Response::Json(Dump({{"number", *number}})) : JsonError(number.error());
}

TeachingItem ItemIn(const Captures& captures) { return {captures.at("kind"), captures.at("id")}; }
// -1 for what is no number: no list has it.
std::int64_t NumberIn(const Captures& captures, const char* name) {
  return ParseCount(captures.at(name)).value_or(-1);
}

Response Favourites(const TeachingSite& site, const Request& request, const Captures&) {
  const auto found = site.kept.favourites.Of(AccountOf(request));
  if (!found) return JsonError(found.error());
  json list = json::array();
  for (const auto& favourite : *found) {
    auto row = ToJson(site.view.Show(favourite.item, favourite.title));
    row["since"] = ToRfc3339(favourite.since);
    list.push_back(std::move(row));
  }
  return Response::Json(Dump({{"favourites", std::move(list)}}));
}

Status KeepOne(const TeachingSite& site, const Request& request, const TeachingItem& item) {
  LIANXIAO_ASSIGN(const auto found, FindItem(site, item));
  return site.kept.favourites.Add(AccountOf(request), item, found.title, site.clock.Wall());
}
Response Keep(const TeachingSite& site, const Request& request, const Captures& captures) {
  return Done(KeepOne(site, request, ItemIn(captures)));
}
Response Drop(const TeachingSite& site, const Request& request, const Captures& captures) {
  return Done(site.kept.favourites.Remove(AccountOf(request), ItemIn(captures)));
}

Response Note(const TeachingSite& site, const Request& request, const Captures& captures) {
  const auto note = site.kept.notes.Of(AccountOf(request), ItemIn(captures));
  return note ? Response::Json(Dump({{"note", *note}})) : JsonError(note.error());
}
Response WriteNote(const TeachingSite& site, const Request& request, const Captures& captures) {
  const auto body = JsonBody::Read(request);
  if (!body) return JsonError(body.error());
  return Done(
      site.kept.notes.Set(AccountOf(request), ItemIn(captures), body->Get("note"), site.clock.Wall()));
}

Response Opened(const TeachingSite& site, const Request& request, const Captures&) {
  const auto found = site.kept.opened.Of(AccountOf(request));
  if (!found) return JsonError(found.error());
  json list = json::array();
  for (const auto& one : *found) {
    auto row = ToJson(site.view.Show(one.item, one.item.id));
    row["at"] = ToRfc3339(one.at);
    row["at_s"] = one.at_s;
    list.push_back(std::move(row));
  }
  return Response::Json(Dump({{"opened", std::move(list)}}));
}
Response ForgetOpened(const TeachingSite& site, const Request& request, const Captures&) {
  return Done(site.kept.opened.Clear(AccountOf(request)));
}

Response ListsJson(const Result<std::vector<storage::PrepList>>& lists, const std::string& account) {
  if (!lists) return JsonError(lists.error());
  json all = json::array();
  for (const auto& list : *lists) all.push_back(ToJson(list, account));
  return Response::Json(Dump({{"lists", std::move(all)}}));
}
Response Lists(const TeachingSite& site, const Request& request, const Captures&) {
  return ListsJson(site.kept.lists.Of(AccountOf(request)), AccountOf(request));
}
Response SchoolLists(const TeachingSite& site, const Request& request, const Captures&) {
  return ListsJson(site.kept.lists.Shared(), AccountOf(request));
}

storage::PrepHead HeadIn(const JsonBody& body) {
  return {body.Get("name"), body.Get("class"), body.Get("day")};
}

Response MakeOne(const TeachingSite& site, const Request& request, const Captures&) {
  const auto body = JsonBody::Read(request);
  if (!body) return JsonError(body.error());
  return Number(site.kept.lists.Make(AccountOf(request), HeadIn(*body), site.clock.Wall()));
}
Response ChangeOne(const TeachingSite& site, const Request& request, const Captures& captures) {
  const auto body = JsonBody::Read(request);
  if (!body) return JsonError(body.error());
  return Done(site.kept.lists.Change(AccountOf(request), NumberIn(captures, "number"), HeadIn(*body),
                                     site.clock.Wall()));
}
Response RemoveOne(const TeachingSite& site, const Request& request, const Captures& captures) {
  return Done(site.kept.lists.Remove(AccountOf(request), NumberIn(captures, "number")));
}
Response CopyOne(const TeachingSite& site, const Request& request, const Captures& captures) {
  return Number(site.kept.lists.Copy(AccountOf(request), NumberIn(captures, "number"), site.clock.Wall()));
}
Response Share(const TeachingSite& site, const Request& request, const Captures& captures) {
  return Done(site.kept.lists.Share(AccountOf(request), NumberIn(captures, "number"), request.method == "PUT",
                                    site.clock.Wall()));
}

Response OneList(const TeachingSite& site, const Request& request, const Captures& captures) {
  const auto& account = AccountOf(request);
  const auto list = site.kept.lists.Find(account, NumberIn(captures, "number"));
  if (!list) return JsonError(list.error());
  const auto items = site.kept.items.Of(account, list->number);
  if (!items) return JsonError(items.error());
  auto body = ToJson(*list, account);
  body["items"] = json::array();
  for (const auto& item : *items) {
    auto row = ToJson(site.view.Show(item.item, item.title));
    row["item"] = item.number;
    row["note"] = item.note;
    body["items"].push_back(std::move(row));
  }
  return Response::Json(Dump(body));
}

Status PutOn(const TeachingSite& site, const Request& request, std::int64_t list) {
  LIANXIAO_ASSIGN(const auto body, JsonBody::Read(request));
  LIANXIAO_ASSIGN(const auto found, FindItem(site, {body.Get("kind"), body.Get("id")}));
  return site.kept.items.Add(AccountOf(request), list, found.item, found.title, site.clock.Wall());
}
Response AddItem(const TeachingSite& site, const Request& request, const Captures& captures) {
  return Done(PutOn(site, request, NumberIn(captures, "number")));
}
Response RemoveItem(const TeachingSite& site, const Request& request, const Captures& captures) {
  return Done(site.kept.items.Remove(AccountOf(request), NumberIn(captures, "number"),
                                     NumberIn(captures, "item"), site.clock.Wall()));
}
// {"move": "up" or "down"}, {"note": "…"}, or both.
Status TakeItemChange(const TeachingSite& site, const Request& request, const Captures& captures) {
  LIANXIAO_ASSIGN(const auto body, JsonBody::Read(request));
  const auto& account = AccountOf(request);
  const auto list = NumberIn(captures, "number"), item = NumberIn(captures, "item");
  const auto now = site.clock.Wall();
  const auto move = body.Get("move");
  if (!move.empty() && move != "up" && move != "down") {
    return Fail(ErrorCode::kInvalid, R"(form.broken: "move" is "up" or "down")");
  }
  if (body.Has("note")) LIANXIAO_TRY(site.kept.items.SetNote(account, list, item, body.Get("note"), now));
  if (move.empty()) return {};
  return site.kept.items.MoveBy(account, list, item, move == "up" ? storage::Move::kUp : storage::Move::kDown,
                                now);
}
Response ChangeItem(const TeachingSite& site, const Request& request, const Captures& captures) {
  return Done(TakeItemChange(site, request, captures));
}

}  // namespace

void AddTeachingApi(Router& router, const TeachingSite& site) {
  const auto add = [&](std::string method, const std::string& below, TeachingHandler handler) {
    router.Add(
        {.method = std::move(method),
         .pattern = "/api/v1/me/" + below,
         .handler = [site, handler](const Request& r, const Captures& c) { return handler(site, r, c); },
         .max_body = kMaxBodyBytes,
         .needs = storage::Permission::kTeach});
  };
  add("GET", "favourites", Favourites);
  add("PUT", "favourites/{kind}/{id}", Keep);
  add("DELETE", "favourites/{kind}/{id}", Drop);
  add("GET", "notes/{kind}/{id}", Note);
  add("PUT", "notes/{kind}/{id}", WriteNote);
  add("GET", "opened", Opened);
  add("DELETE", "opened", ForgetOpened);
  add("GET", "school-lists", SchoolLists);
  add("GET", "lists", Lists);
  add("POST", "lists", MakeOne);
  add("GET", "lists/{number}", OneList);
  add("PUT", "lists/{number}", ChangeOne);
  add("DELETE", "lists/{number}", RemoveOne);
  add("POST", "lists/{number}/copy", CopyOne);
  add("PUT", "lists/{number}/shared", Share);
  add("DELETE", "lists/{number}/shared", Share);
  add("POST", "lists/{number}/items", AddItem);
  add("PUT", "lists/{number}/items/{item}", ChangeItem);
  add("DELETE", "lists/{number}/items/{item}", RemoveItem);
}

}  // namespace lianxiao::web
