#include "web/teaching/teaching_page.h"

#include "web/people/gate.h"
#include "web/people/people_page.h"
#include "web/people/visitor.h"

namespace lianxiao::web {

const std::string& AccountOf(const Request& request) { return request.visitor->account.id; }

Page TeachingPage(const TeachingSite& site, const Request& request) {
  Page page(request);
  page.Name(site.place_name());
  page.Here("teaching");
  return page;
}

Response SendTeaching(const Page& page, std::string_view name, const std::string& tab, Fields fields,
                      const Error* failure, WallTime now) {
  fields.Set("tab_" + tab, true);
  if (failure != nullptr) fields.Set("failure", Sentence(page, *failure, now));
  return page.Send(name, page.words().Get("teaching.title"), std::move(fields),
                   failure != nullptr ? StatusOf(*failure) : 200);
}

storage::TeachingItem ItemOf(const Form& form) { return {form.Text("kind"), form.Text("id")}; }

Result<ItemOnBox> FindItem(const TeachingSite& site, const storage::TeachingItem& item) {
  LIANXIAO_TRY(storage::CheckItem(item));
  auto found = site.view.Show(item, "");
  if (!found.address.empty()) return found;
  return Fail(ErrorCode::kNotFound, "teaching.item_gone: no " + item.kind + " " + item.id + " here");
}

Response GoOn(const Form& form, const std::string& otherwise) {
  const auto next = form.Get("next");
  return Response::Redirect(next.empty() ? otherwise : LocalPath(next));
}

}  // namespace lianxiao::web
