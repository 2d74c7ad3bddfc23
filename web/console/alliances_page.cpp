#include "web/console/alliances_page.h"

#include <set>

#include "storage/base/local_day.h"
#include "web/api/alliances_api.h"
#include "web/people/form.h"
#include "web/people/people_page.h"
#include "web/people/visitor.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

using storage::Permission;

constexpr std::string_view kSeatCounty = "@county";  // No school is called so.

struct Site {
  AlliancesView& view;
  PeopleSite people;
};

std::string WhenWords(const PairingRow& row, const Page& page) {
  const auto& words = page.words();
  const auto from = page.text().Date(row.from);
  if (row.until.ms == 0) return words.Get("alliances.since", {{"from", from}});
  // It holds to the end of the day before.
  const WallTime last{row.until.ms - 1};
  return words.Get("alliances.between", {{"from", from}, {"until", page.text().Date(last)}});
}

Fields::List PairingRows(const std::vector<PairingRow>& pairings, const Page& page, WallTime now) {
  Fields::List rows;
  for (const auto& one : pairings) {
    const bool over = one.until.ms != 0 && one.until <= now;
    Fields row;
    row.Set("pair_school", one.school).Set("pair_school_name", one.school_name);
    row.Set("pair_helper", one.helper).Set("pair_helper_name", one.helper_name);
    row.Set("pair_studio", one.studio).Set("pair_seat", one.seat.value_or("")).Set("pair_over", over);
    row.Set("pair_when", WhenWords(one, page));
    std::string bundles;
    for (const auto& name : one.bundles) {
      bundles += (bundles.empty() ? "" : page.words().Get("list.comma")) + name;
    }
    row.Set("pair_bundles", bundles);
    rows.push_back(std::move(row));
  }
  return rows;
}

Fields::List AllianceRows(const std::vector<formats::Alliance>& alliances) {
  Fields::List rows;
  for (const auto& alliance : alliances) {
    Fields::List members;
    std::string central;
    for (const auto& school : alliance.schools) {
      const bool is_central = school.id == alliance.central;
      if (is_central) central = school.name;
      members.push_back(Fields()
                            .Set("member_id", school.id)
                            .Set("member_name", school.name)
                            .Set("member_central", is_central));
    }
    rows.push_back(Fields()
                       .Set("alliance_id", alliance.id)
                       .Set("alliance_name", alliance.name)
                       .Set("alliance_central", central)
                       .Set("members", std::move(members)));
  }
  return rows;
}

// Every village school in a key county has a fixed partner; the county owes the list of those without.
void AddSchools(Fields& fields, const std::vector<std::pair<std::string, std::string>>& schools,
                const std::vector<PairingRow>& pairings, const Page& page, WallTime now) {
  std::set<std::string> paired;
  for (const auto& one : pairings) {
    if (one.until.ms != 0 && one.until <= now) continue;
    paired.insert(one.school);
    if (!one.studio) paired.insert(one.helper);
  }
  Fields::List choices;
  std::string alone;
  for (const auto& [id, name] : schools) {
    const auto shown = name.empty() ? id : name;
    choices.push_back(Fields().Set("school_id", id).Set("school_name", shown));
    if (!paired.contains(id)) alone += (alone.empty() ? "" : page.words().Get("list.comma")) + shown;
  }
  fields.Set("any_school", !choices.empty()).Set("schools", std::move(choices)).Set("alone", alone);
}

Response ShowPage(const Site& site, const Request& request, const Error* failure) {
  const auto pairings = site.view.Pairings();
  if (!pairings) return ErrorPage(request, pairings.error());
  const auto alliances = site.view.Alliances();
  if (!alliances) return ErrorPage(request, alliances.error());
  const auto schools = site.view.SchoolNames();
  if (!schools) return ErrorPage(request, schools.error());
  const Page page = PeoplePage(site.people, request, "alliances");
  const auto now = site.people.clock.Wall();
  Fields fields;
  fields.Set("any_pairing", !pairings->empty()).Set("pairings", PairingRows(*pairings, page, now));
  fields.Set("any_alliance", !alliances->empty()).Set("alliances", AllianceRows(*alliances));
  AddSchools(fields, *schools, *pairings, page, now);
  if (failure != nullptr) fields.Set("failure", Sentence(page, *failure, now));
  return SendPeople(site.people, page, "console_alliances", page.words().Get("alliances.title"),
                    std::move(fields), failure != nullptr ? StatusOf(*failure) : 200);
}

// Midnight of a date field, `days` later; 0 when nothing was typed.
Result<WallTime> DayIn(const Form& form, std::string_view name, std::int64_t days) {
  const auto text = form.Text(name);
  if (text.empty()) return WallTime{};
  const auto day = ParseDay(text);
  if (!day) return Fail(ErrorCode::kInvalid, "pairing.day: no day");
  return ToWall(LocalDay{day->number + days}, 0, MachineOffset());
}

// "school:longtan" or "studio", whose library is in a field of its own.
Result<PairingRow> PairingIn(const Form& form) {
  PairingRow row;
  row.school = form.Text("school");
  row.studio = form.Get("kind") == "studio";
  row.helper = form.Text("helper");
  row.helper_name = form.Text("name");
  if (const auto seat = form.Text("seat"); !seat.empty()) row.seat = seat == kSeatCounty ? "" : seat;
  LIANXIAO_ASSIGN(row.from, DayIn(form, "from", 0));
  LIANXIAO_ASSIGN(row.until, DayIn(form, "until", 1));
  if (!row.school.empty() && !row.helper.empty()) return row;
  return Fail(ErrorCode::kInvalid, "pairing.who: who helps whom?");
}

using Act = Status (*)(const Site& site, const Request& request, const Form& form);

Status TakePair(const Site& site, const Request& request, const Form& form) {
  LIANXIAO_ASSIGN(const auto row, PairingIn(form));
  return PairNoted(site.view, site.people, request, row);
}

Status TakeUnpair(const Site& site, const Request& request, const Form& form) {
  LIANXIAO_ASSIGN(const auto row, PairingIn(form));
  return UnpairNoted(site.view, site.people, request, row);
}

Status TakePut(const Site& site, const Request& request, const Form& form) {
  return PutAllianceNoted(site.view, site.people, request, form.Text("id"), form.Text("name"),
                          form.Text("central"));
}

Status TakeJoin(const Site& site, const Request& request, const Form& form) {
  return JoinNoted(site.view, site.people, request, form.Text("id"), form.Text("school"));
}

Status TakeLeave(const Site& site, const Request& request, const Form& form) {
  return LeaveNoted(site.view, site.people, request, form.Text("id"), form.Text("school"));
}

Status TakeEnd(const Site& site, const Request& request, const Form& form) {
  return EndAllianceNoted(site.view, site.people, request, form.Text("id"));
}

Response Take(const Site& site, const Request& request, Act act) {
  const auto form = Form::Read(request);
  if (!form) return ShowPage(site, request, &form.error());
  const auto done = act(site, request, *form);
  return done ? Response::Redirect("/alliances") : ShowPage(site, request, &done.error());
}

}  // namespace

void AddAlliancesPages(Router& router, AlliancesView& view, const PeopleSite& people) {
  const Site site{view, people};
  router.Add({.method = "GET",
              .pattern = "/alliances",
              .handler = [site](const Request& r, const Captures&) { return ShowPage(site, r, nullptr); },
              .needs = Permission::kReadStatus});
  const auto act = [&](const char* pattern, Act work) {
    router.Add({.method = "POST",
                .pattern = pattern,
                .handler = [site, work](const Request& r, const Captures&) { return Take(site, r, work); },
                .needs = Permission::kManageBoxes});
  };
  act("/alliances/pair", TakePair);
  act("/alliances/unpair", TakeUnpair);
  act("/alliances/put", TakePut);
  act("/alliances/join", TakeJoin);
  act("/alliances/leave", TakeLeave);
  act("/alliances/end", TakeEnd);
}

}  // namespace lianxiao::web
