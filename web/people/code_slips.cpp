#include "web/people/code_slips.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "web/api/parameters.h"
#include "web/people/account_fields.h"
#include "web/people/form.h"
#include "web/people/people_page.h"
#include "web/people/visitor.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

using storage::Account;
using storage::AccountState;

// A form has at most 64 fields (web/http/url.cpp), and each code is a write of its own.
constexpr std::int64_t kMostAtOnce = 50;

// Who waits for a first login and whose code is made here.
bool WantsCode(const PeopleSite& site, const Request& request, const Account& account) {
  if (account.state != AccountState::kInvited) return false;
  if (account.from_county && site.place == storage::Place::kSchool) return false;
  return !request.visitor || MayManage(request.visitor->account.role, account.role);
}

// Those of one school together, so that its slips come out of the printer in one pile.
Result<std::vector<Account>> WhoWaits(const PeopleSite& site, const Request& request) {
  LIANXIAO_ASSIGN(auto accounts, site.people.List());
  std::erase_if(accounts, [&](const Account& account) { return !WantsCode(site, request, account); });
  std::stable_sort(accounts.begin(), accounts.end(),
                   [](const Account& a, const Account& b) { return a.school < b.school; });
  return accounts;
}

Response Choose(const PeopleSite& site, const Request& request, const Error* failure) {
  const auto accounts = WhoWaits(site, request);
  if (!accounts) return ErrorPage(request, accounts.error());
  const Page page = PeoplePage(site, request, "people");
  const auto all = std::ssize(*accounts);
  const auto pages = (all + kMostAtOnce - 1) / kMostAtOnce;
  const auto current = std::clamp<std::int64_t>(ParseCount(request.Query("page")).value_or(1), 1,
                                                std::max<std::int64_t>(pages, 1));
  Fields::List rows;
  for (auto i = (current - 1) * kMostAtOnce; i < std::min(all, current * kMostAtOnce); ++i) {
    const auto& account = (*accounts)[static_cast<std::size_t>(i)];
    rows.push_back(AccountFields(site, page, account).Set("account_id", account.id));
  }
  Fields fields;
  AddListPager(fields, "/people/codes", current, pages, page);
  fields.Set("any_account", !rows.empty()).Set("accounts", std::move(rows));
  if (failure != nullptr) fields.Set("failure", Sentence(page, *failure, site.clock.Wall()));
  return SendPeople(site, page, "people_codes", page.words().Get("slips.title"), std::move(fields),
                    failure != nullptr ? StatusOf(*failure) : 200);
}

Response ShowChoice(const PeopleSite& site, const Request& request, const Captures&) {
  return Choose(site, request, nullptr);
}

// Whatever one of them came to: the codes of the others must still reach a person.
Response MakeSlips(const PeopleSite& site, const Request& request, const std::vector<std::string>& ids) {
  const Page page = PeoplePage(site, request, "people");
  const auto now = site.clock.Wall();
  const bool county = site.place == storage::Place::kCounty;
  Fields::List slips, refused;
  for (const auto& id : ids) {
    const auto made = site.people.NewCode(id, ActorOf(request));
    if (!made) {
      const auto known = site.people.Find(id);
      const auto name = known ? known->name : id;
      refused.push_back(Fields().Set("who", name).Set("why", Sentence(page, made.error(), now)));
      continue;
    }
    auto slip = AccountFields(site, page, made->account);
    slip.Set("code", made->code).Set("until", page.text().Date(made->expires));
    slip.Set("at_school", county && !made->account.school.empty());
    slips.push_back(std::move(slip));
  }
  Fields fields;
  fields.Set("address", LoginAddress(site, request));
  fields.Set("count", page.words().Count("slips.count", std::ssize(slips)));
  fields.Set("any_slip", !slips.empty()).Set("slips", std::move(slips));
  fields.Set("any_refused", !refused.empty()).Set("refused", std::move(refused));
  return SendPeople(site, page, "people_slips", page.words().Get("slips.title"), std::move(fields));
}

Response TakeChoice(const PeopleSite& site, const Request& request, const Captures&) {
  const auto form = Form::Read(request);
  if (!form) return Choose(site, request, &form.error());
  const auto ids = form->All("id");
  if (ids.empty() || std::ssize(ids) > kMostAtOnce) {
    const Error none{ErrorCode::kInvalid, "slips.none: choose one to fifty people"};
    return Choose(site, request, &none);
  }
  return MakeSlips(site, request, ids);
}

}  // namespace

void AddCodeSlips(Router& router, const PeopleSite& site) {
  AddPeopleRoute(router, site, "GET", "/people/codes", ShowChoice, storage::Permission::kManagePeople);
  AddPeopleRoute(router, site, "POST", "/people/codes", TakeChoice, storage::Permission::kManagePeople);
}

}  // namespace lianxiao::web
