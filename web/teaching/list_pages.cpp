#include "web/teaching/list_pages.h"

#include <algorithm>

#include "web/api/parameters.h"
#include "web/people/gate.h"
#include "web/teaching/alliance_list_pages.h"
#include "web/teaching/item_fields.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

using storage::PrepHead;
using storage::PrepItem;
using storage::PrepList;

// By their day: today and what is to come, soonest first; then those without a day; then those that are over,
// the latest first.
struct ByDay {
  std::string today;
  int Group(const PrepList& list) const { return list.head.day.empty() ? 1 : list.head.day >= today ? 0 : 2; }
  bool operator()(const PrepList& a, const PrepList& b) const {
    if (Group(a) != Group(b)) return Group(a) < Group(b);
    return Group(a) == 2 ? a.head.day > b.head.day : a.head.day < b.head.day;
  }
};

Fields::List Rows(std::vector<PrepList> lists, const Page& page, const std::string& today) {
  std::ranges::stable_sort(lists, ByDay{today});
  Fields::List rows;
  for (const auto& list : lists) {
    auto row = ListFields(list, page);
    row.Set("list_today", list.head.day == today);
    rows.push_back(std::move(row));
  }
  return rows;
}

// The form of a new list keeps what was typed into it.
void AddHead(Fields& fields, const PrepHead& head) {
  fields.Set("head_name", head.name).Set("head_class", head.class_name).Set("head_day", head.day);
}

Response Lists(const TeachingSite& site, const Request& request, const Error* failure,
               const PrepHead& typed = {}) {
  auto found = site.kept.lists.Of(AccountOf(request));
  if (!found) return ErrorPage(request, found.error());
  const auto page = TeachingPage(site, request);
  const auto now = site.clock.Wall();
  Fields fields;
  fields.Set("any_list", !found->empty()).Set("today_day", DayText(now));
  fields.Set("lists", Rows(*std::move(found), page, DayText(now)));
  AddHead(fields, typed);
  return SendTeaching(page, "teaching_lists", "lists", std::move(fields), failure, now);
}

Fields::List ItemRows(const TeachingSite& site, const std::vector<PrepItem>& items, const PrepList& list,
                      const Page& page, WallTime now) {
  Fields::List rows;
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto row = ItemFields(site.view.Show(items[i].item, items[i].title), page, now, list.number);
    row.Set("item_number", std::to_string(items[i].number)).Set("item_at", std::to_string(i + 1));
    row.Set("item_note", items[i].note);
    row.Set("may_up", i > 0).Set("may_down", i + 1 < items.size());
    rows.push_back(std::move(row));
  }
  return rows;
}

// The first that has a page; what cannot be opened is passed over.
std::string FirstAddress(const TeachingSite& site, const std::vector<PrepItem>& items, std::int64_t list) {
  for (const auto& item : items) {
    const auto address = ItemAddress(site.view.Show(item.item, item.title), list);
    if (!address.empty()) return address;
  }
  return {};
}

Response OneList(const TeachingSite& site, const Request& request, std::int64_t number,
                 const Error* failure) {
  const auto& account = AccountOf(request);
  const auto list = site.kept.lists.Find(account, number);
  if (!list) return ErrorPage(request, list.error());
  const auto items = site.kept.items.Of(account, number);
  if (!items) return ErrorPage(request, items.error());
  const auto page = TeachingPage(site, request);
  const auto now = site.clock.Wall();
  auto fields = ListFields(*list, page);
  const bool own = list->account == account;
  fields.Set("own_list", own).Set("any_item", !items->empty()).Set("here", ListAddress(number));
  fields.Set("begin_link", FirstAddress(site, *items, number));
  fields.Set("items", ItemRows(site, *items, *list, page, now));
  AddHead(fields, list->head);
  if (own) AddAllianceShare(fields, site, request, *list, *items, page);
  return SendTeaching(page, "teaching_list", own ? "lists" : "school", std::move(fields), failure, now);
}

PrepHead HeadOf(const Form& form) { return {form.Text("name"), form.Text("class"), form.Text("day")}; }

Result<std::int64_t> TakeNew(const TeachingSite& site, const Request& request, const Form& form) {
  const auto& account = AccountOf(request);
  const auto item = ItemOf(form);
  const auto now = site.clock.Wall();
  std::string title;
  if (!item.id.empty()) {  // Before the list is made: nobody wants an empty one.
    LIANXIAO_ASSIGN(const auto found, FindItem(site, item));
    title = found.title;
  }
  LIANXIAO_ASSIGN(const auto number, site.kept.lists.Make(account, HeadOf(form), now));
  if (!item.id.empty()) LIANXIAO_TRY(site.kept.items.Add(account, number, item, title, now));
  return number;
}

Status TakeItem(const TeachingSite& site, const Request& request, const Form& form, std::int64_t list) {
  LIANXIAO_ASSIGN(const auto found, FindItem(site, ItemOf(form)));
  return site.kept.items.Add(AccountOf(request), list, found.item, found.title, site.clock.Wall());
}

Status NoSuchAct() { return Fail(ErrorCode::kInvalid, "form.broken: no such act"); }

Status TakeChange(const TeachingSite& site, const Request& request, const Form& form, std::int64_t number) {
  const auto& account = AccountOf(request);
  const auto now = site.clock.Wall();
  const auto act = form.Get("act");
  if (act == "change") return site.kept.lists.Change(account, number, HeadOf(form), now);
  if (act == "share") return site.kept.lists.Share(account, number, true, now);
  if (act == "unshare") return site.kept.lists.Share(account, number, false, now);
  if (act == "share_alliance") return ShareWithAlliance(site, request, number, form.Text("alliance"));
  if (act == "unshare_alliance") return UnshareWithAlliance(site, request, number);
  if (act == "remove") return site.kept.lists.Remove(account, number);
  return NoSuchAct();
}

Status TakeItemChange(const TeachingSite& site, const Request& request, const Form& form, std::int64_t list) {
  using storage::Move;
  const auto& account = AccountOf(request);
  const auto item = ParseCount(form.Get("item"));
  const auto now = site.clock.Wall();
  const auto act = form.Get("act");
  if (!item) return NoSuchAct();
  if (act == "up") return site.kept.items.MoveBy(account, list, *item, Move::kUp, now);
  if (act == "down") return site.kept.items.MoveBy(account, list, *item, Move::kDown, now);
  if (act == "remove") return site.kept.items.Remove(account, list, *item, now);
  if (act == "note") return site.kept.items.SetNote(account, list, *item, form.Text("note"), now);
  return NoSuchAct();
}

}  // namespace

Response ShowLists(const TeachingSite& site, const Request& request, const Captures&) {
  return Lists(site, request, nullptr);
}

Response ShowSchoolLists(const TeachingSite& site, const Request& request, const Captures&) {
  auto found = site.kept.lists.Shared();
  if (!found) return ErrorPage(request, found.error());
  const auto page = TeachingPage(site, request);
  const auto now = site.clock.Wall();
  Fields fields;
  fields.Set("any_list", !found->empty());
  fields.Set("lists", Rows(*std::move(found), page, DayText(now)));
  return SendTeaching(page, "teaching_school", "school", std::move(fields), nullptr, now);
}

Response ShowList(const TeachingSite& site, const Request& request, const Captures& captures) {
  const auto number = ParseCount(captures.at("number"));
  return number ? OneList(site, request, *number, nullptr) : ErrorPage(request, 404);
}

Response MakeList(const TeachingSite& site, const Request& request, const Captures&) {
  const auto form = Form::Read(request);
  if (!form) return Lists(site, request, &form.error());
  const auto number = TakeNew(site, request, *form);
  if (!number) return Lists(site, request, &number.error(), HeadOf(*form));
  return GoOn(*form, ListAddress(*number));
}

Response ChooseList(const TeachingSite& site, const Request& request, const Captures&) {
  const auto item = FindItem(site, {std::string(request.Query("kind")), std::string(request.Query("id"))});
  if (!item) return ErrorPage(request, item.error());
  auto lists = site.kept.lists.Of(AccountOf(request));
  if (!lists) return ErrorPage(request, lists.error());
  const auto page = TeachingPage(site, request);
  const auto now = site.clock.Wall();
  const auto next = request.Query("next");
  auto fields = ItemFields(*item, page, now);
  fields.Set("any_list", !lists->empty()).Set("lists", Rows(*std::move(lists), page, DayText(now)));
  fields.Set("next", next.empty() ? item->address : LocalPath(next));
  return page.Send("teaching_add", page.words().Get("teaching.add_to_list"), std::move(fields));
}

Response AddToList(const TeachingSite& site, const Request& request, const Captures&) {
  const auto form = Form::Read(request);
  if (!form) return Lists(site, request, &form.error());
  const auto number = ParseCount(form->Get("list"));
  const auto done = number ? TakeItem(site, request, *form, *number) : NoSuchAct();
  return done ? GoOn(*form, ListAddress(*number)) : Lists(site, request, &done.error());
}

Response ChangeList(const TeachingSite& site, const Request& request, const Captures& captures) {
  const auto number = ParseCount(captures.at("number"));
  if (!number) return ErrorPage(request, 404);
  const auto form = Form::Read(request);
  if (!form) return OneList(site, request, *number, &form.error());
  if (form->Get("act") == "copy") {
    const auto copy = site.kept.lists.Copy(AccountOf(request), *number, site.clock.Wall());
    return copy ? Response::Redirect(ListAddress(*copy)) : OneList(site, request, *number, &copy.error());
  }
  const auto done = TakeChange(site, request, *form, *number);
  if (!done) return OneList(site, request, *number, &done.error());
  return Response::Redirect(form->Get("act") == "remove" ? "/teaching" : ListAddress(*number));
}

Response ChangeItems(const TeachingSite& site, const Request& request, const Captures& captures) {
  const auto number = ParseCount(captures.at("number"));
  if (!number) return ErrorPage(request, 404);
  const auto form = Form::Read(request);
  if (!form) return OneList(site, request, *number, &form.error());
  const auto done = TakeItemChange(site, request, *form, *number);
  if (!done) return OneList(site, request, *number, &done.error());
  const auto item = std::string(form->Get("item"));
  return Response::Redirect(ListAddress(*number) + (form->Get("act") == "remove" ? "" : "#item-" + item));
}

}  // namespace lianxiao::web
