#include "web/console/console_acts.h"

#include <utility>

#include "web/console/console_pages.h"
#include "web/people/form.h"
#include "web/people/people_page.h"

namespace lianxiao::web {
namespace {

Status Note(const PeopleSite& site, const Request& request, std::string act, std::string subject,
            std::string detail) {
  auto actor = ActorOf(request);
  return site.people.audit().Add({.who = std::move(actor.login),
                                  .from = std::move(actor.from),
                                  .act = std::move(act),
                                  .subject = std::move(subject),
                                  .detail = std::move(detail)});
}

Response ShowCode(const PeopleSite& site, const Request& request, const std::string& school,
                  const CenterView::NewCode& code) {
  const Page page = PeoplePage(site, request, "join");
  const auto until = page.text().Moment(code.expires, site.clock.Wall());
  Fields fields;
  fields.Set("school", school).Set("code", code.code);
  fields.Set("until", page.words().Get("account.code_until", {{"when", until}}));
  return SendPeople(site, page, "console_code", page.words().Get("console.code_title"), std::move(fields));
}

Response TakeJoin(CenterView& view, const PeopleSite& site, const Request& request) {
  const auto form = Form::Read(request);
  if (!form) return JoinPage(request, view, {}, &form.error());
  const JoinForm typed{form->Text("school"), form->Text("name")};
  const auto code = MakeCodeNoted(view, site, request, typed.school, typed.name, "");
  if (!code) return JoinPage(request, view, typed, &code.error());
  return ShowCode(site, request, typed.name.empty() ? typed.school : typed.name, *code);
}

}  // namespace

Result<CenterView::NewCode> MakeCodeNoted(CenterView& view, const PeopleSite& site, const Request& request,
                                          const std::string& school, const std::string& name,
                                          const std::string& address) {
  LIANXIAO_ASSIGN(auto code, view.MakeCode(school, name, address));
  LIANXIAO_TRY(Note(site, request, "enrolment.code_made", school, name));
  return code;
}

void AddConsoleActs(Router& router, CenterView& view, const PeopleSite& site) {
  router.Add({.method = "POST",
              .pattern = "/join",
              .handler = [&view, site](const Request& request,
                                       const Captures&) { return TakeJoin(view, site, request); },
              .needs = storage::Permission::kManageBoxes});
}

}  // namespace lianxiao::web
