#include "web/teaching/alliance_list_pages.h"

#include <algorithm>

#include "web/http/url.h"
#include "web/people/visitor.h"
#include "web/teaching/item_fields.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

std::string AddressOf(const SharedList& list) { return "/teaching/alliance/" + EncodeSegment(list.id); }

Fields HeadOf(const SharedList& list, const Page& page, WallTime now) {
  Fields fields;
  fields.Set("shared_name", list.name).Set("shared_by", list.author).Set("shared_from", list.from);
  fields.Set("shared_when", page.text().Moment(list.at, now)).Set("shared_link", AddressOf(list));
  fields.Set("shared_items", page.words().Count("teaching.items", std::ssize(list.items)));
  return fields;
}

Response OneList(const TeachingSite& site, const Request& request, const SharedList& list,
                 const Error* failure) {
  const auto page = TeachingPage(site, request);
  const auto now = site.clock.Wall();
  auto fields = HeadOf(list, page, now);
  Fields::List rows;
  for (const auto& item : list.items) {
    auto row = ItemFields(site.view.Show(item.item, item.title), page, now);
    row.Set("item_when", item.note).Set("may_drop", false);
    rows.push_back(std::move(row));
  }
  fields.Set("items", std::move(rows)).Set("here", AddressOf(list));
  return SendTeaching(page, "teaching_alliance_list", "alliance", std::move(fields), failure, now);
}

}  // namespace

Response ShowAllianceLists(const TeachingSite& site, const Request& request, const Captures&) {
  if (site.questions == nullptr) return ErrorPage(request, 404);
  const auto lists = site.questions->Lists();
  if (!lists) return ErrorPage(request, lists.error());
  const auto page = TeachingPage(site, request);
  const auto now = site.clock.Wall();
  Fields::List rows;
  for (const auto& list : *lists) rows.push_back(HeadOf(list, page, now));
  Fields fields;
  fields.Set("any_list", !rows.empty()).Set("lists", std::move(rows));
  return SendTeaching(page, "teaching_alliance", "alliance", std::move(fields), nullptr, now);
}

Response ShowAllianceList(const TeachingSite& site, const Request& request, const Captures& captures) {
  if (site.questions == nullptr) return ErrorPage(request, 404);
  const auto list = site.questions->List(captures.at("id"));
  return list ? OneList(site, request, *list, nullptr) : ErrorPage(request, list.error());
}

Response CopyAllianceList(const TeachingSite& site, const Request& request, const Captures& captures) {
  if (site.questions == nullptr) return ErrorPage(request, 404);
  const auto list = site.questions->List(captures.at("id"));
  if (!list) return ErrorPage(request, list.error());
  const auto form = Form::Read(request);
  if (!form) return OneList(site, request, *list, &form.error());
  // Whole or not at all: a copy of half a list would be taken for the whole.
  const auto number =
      site.kept.lists.MakeWith(AccountOf(request), {list->name, "", ""}, list->items, site.clock.Wall());
  return number ? Response::Redirect(ListAddress(*number)) : OneList(site, request, *list, &number.error());
}

void AddAllianceShare(Fields& fields, const TeachingSite& site, const Request& request,
                      const storage::PrepList& list, const std::vector<storage::PrepItem>& items,
                      const Page& page) {
  if (site.questions == nullptr) return;
  const auto alliances = site.questions->Alliances();
  const auto how = site.questions->SharedHow(request.visitor->account, list.number);
  if (!alliances || !how || (alliances->empty() && !*how)) return;
  Fields share;
  Fields::List choices;
  for (const auto& one : *alliances) {
    choices.push_back(Fields().Set("alliance_id", one.id).Set("alliance_name", one.name));
  }
  share.Set("any_alliance", !choices.empty()).Set("alliances", std::move(choices));
  share.Set("in_alliance", how->has_value());
  if (*how) {
    const auto key = "question.list_" + (*how)->state;
    share.Set("alliance_shared", page.words().Has(key)
                                     ? page.words().Get(key, {{"alliance", (*how)->alliance}})
                                     : std::string());
  }
  const auto behind = std::ranges::count_if(
      items, [](const storage::PrepItem& item) { return item.item.kind != storage::kLessonKind; });
  share.Set("stay_behind", behind > 0 ? page.words().Count("question.stay_behind", behind) : std::string());
  fields.Set("with_alliance", std::move(share));
}

Status ShareWithAlliance(const TeachingSite& site, const Request& request, std::int64_t list,
                         const std::string& alliance) {
  if (site.questions == nullptr) return Fail(ErrorCode::kInvalid, "form.broken: no such act");
  LIANXIAO_TRY(site.questions->Share(request.visitor->account, list, alliance));
  return {};
}

Status UnshareWithAlliance(const TeachingSite& site, const Request& request, std::int64_t list) {
  if (site.questions == nullptr) return Fail(ErrorCode::kInvalid, "form.broken: no such act");
  return site.questions->Unshare(request.visitor->account, list);
}

}  // namespace lianxiao::web
