#include "web/console/console_pages.h"

#include <algorithm>
#include <array>

#include "web/console/school_names.h"
#include "web/http/url.h"
#include "web/people/people_page.h"
#include "web/technician/verdict.h"
#include "web/words/error_page.h"
#include "web/words/page.h"

namespace lianxiao::web {
namespace {

constexpr std::int64_t kUseRows = 200;  // What a person reads; the whole is the API's.

// A way to order the table: its name in the address, and who comes first.
struct Order {
  std::string_view name;
  bool (*before)(const SchoolRow&, const SchoolRow&, WallTime now);
};
constexpr std::array<Order, 6> kOrders = {{
    {"state",
     [](const SchoolRow& a, const SchoolRow& b, WallTime now) { return Judge(a, now) > Judge(b, now); }},
    {"name", [](const SchoolRow& a, const SchoolRow& b, WallTime) { return a.name < b.name; }},
    {"contact",
     [](const SchoolRow& a, const SchoolRow& b, WallTime) { return a.last_contact > b.last_contact; }},
    {"missing",
     [](const SchoolRow& a, const SchoolRow& b, WallTime) { return a.bytes_missing > b.bytes_missing; }},
    {"pending",
     [](const SchoolRow& a, const SchoolRow& b, WallTime) { return a.usage_pending > b.usage_pending; }},
    {"events",
     [](const SchoolRow& a, const SchoolRow& b, WallTime) { return a.events_received > b.events_received; }},
}};

const Order& OrderOf(const Request& request) {
  const auto asked = request.Query("sort");
  const auto* found =
      std::find_if(kOrders.begin(), kOrders.end(), [&](const Order& o) { return o.name == asked; });
  return found == kOrders.end() ? kOrders.front() : *found;
}

void AddProblems(Fields& row, const SchoolRow& school, const Page& page) {
  Fields::List problems;
  for (const auto& problem : school.problems) {
    const std::string key = problem.key + ".happened";
    const auto& words = page.words();
    problems.push_back(
        Fields().Set("problem_words", words.Get(words.Has(key) ? key : "problem.unknown.happened")));
  }
  row.Set("problems", std::move(problems));
}

Fields RowOf(const SchoolRow& school, const CenterStatus& center, const Page& page) {
  const auto state = Judge(school, center.now);
  const bool box = state != SchoolState::kNoBox;
  Fields row;
  row.Set("school_name", NameOf(school)).Set("school_id", school.id);
  row.Set("join_address", Address("/join", {{"school", school.id}}));
  row.Set("revoke_address",
          box && !IsRevoked(school) ? "/boxes/" + EncodeSegment(school.device) + "/revoke" : std::string());
  row.Set("state_class", std::string(Word(state)))
      .Set("state_words", page.words().Get("school." + std::string(Word(state))));
  row.Set("state_icon", box ? std::string(Word(state)) : "absent");
  row.Set("box_name", school.device.substr(0, 8)).Set("box_program", school.program);
  row.Set("contact", school.last_contact ? page.text().Ago(*school.last_contact, center.now) : std::string());
  row.Set("contact_when",
          school.last_contact ? page.text().Moment(*school.last_contact, center.now) : std::string());
  row.Set("has_box", box);
  row.Set("version", Digits(school.catalog_version));
  row.Set("version_behind", box && school.catalog_version < center.repository_version);
  row.Set("lessons", page.words().Get("console.held", {{"here", Digits(school.resources_cached)},
                                                       {"all", Digits(school.resources)}}));
  row.Set("missing", school.bytes_missing > 0 ? page.text().Size(school.bytes_missing) : std::string());
  row.Set("pending", Digits(school.usage_pending)).Set("events", Digits(school.events_received));
  AddProblems(row, school, page);
  return row;
}

void AddCounts(Fields& fields, const std::vector<SchoolRow>& schools, const CenterStatus& center) {
  std::array<std::int64_t, 4> counts{};
  for (const auto& school : schools) ++counts[static_cast<std::size_t>(Judge(school, center.now))];
  const auto count = [&counts](SchoolState state) { return Digits(counts[static_cast<std::size_t>(state)]); };
  fields.Set("count_good", count(SchoolState::kGood)).Set("count_attention", count(SchoolState::kAttention));
  fields.Set("count_act", count(SchoolState::kAct)).Set("count_no_box", count(SchoolState::kNoBox));
}

// What has ended already comes first.
void AddDue(Fields& fields, const CenterStatus& center, const Page& page) {
  const auto& words = page.words();
  auto due = center.due;
  std::stable_partition(due.begin(), due.end(), [](const DueThing& one) { return one.Pressing(); });
  Fields::List rows;
  for (const auto& one : due) {
    const std::string key = "due." + (words.Has("due." + one.what + ".happened") ? one.what : "other");
    const std::string role_key = "due.role." + one.role;
    const auto role = words.Has(role_key) ? words.Get(role_key) : one.role;
    const auto days = Digits(std::max<std::int64_t>(one.days, 0));
    const std::string level = one.Pressing() ? "act" : "attention";
    rows.push_back(
        Fields()
            .Set("due_class", level)
            .Set("due_happened",
                 words.Get(key + ".happened", {{"role", role}, {"detail", one.detail}, {"days", days}}))
            .Set("due_next", words.Get(key + ".next", {{"role", role}})));
  }
  fields.Set("any_due", !rows.empty()).Set("due", std::move(rows));
}

void AddCenter(Fields& fields, const CenterStatus& center, const Page& page) {
  fields.Set("nothing_published", center.repository_version == 0);
  fields.Set("published_version", Digits(center.repository_version));
  fields.Set("published_when",
             center.published ? page.text().Moment(*center.published, center.now) : std::string());
  fields.Set("events_total", Digits(center.events))
      .Set("disk_free", page.text().Size(center.disk_free_bytes));
  fields.Set("program", center.program);
  AddDue(fields, center, page);
}

Page ConsolePage(const Request& request, const CenterStatus& center, std::string here) {
  Page page(request);
  page.Name(center.name);
  page.Here(std::move(here));
  return page;
}

Response SchoolsPage(const Request& request, const CenterView& view) {
  const auto center = view.StatusNow();
  const Page page = ConsolePage(request, center, "schools");
  auto schools = view.Schools();
  if (!schools) return ErrorPage(request, schools.error());
  const auto& order = OrderOf(request);
  std::stable_sort(schools->begin(), schools->end(),
                   [&](const SchoolRow& a, const SchoolRow& b) { return order.before(a, b, center.now); });
  Fields fields;
  Fields::List rows;
  for (const auto& school : *schools) rows.push_back(RowOf(school, center, page));
  fields.Set("any_school", !rows.empty()).Set("schools", std::move(rows));
  for (const auto& known : kOrders) fields.Set("sorted_" + std::string(known.name), known.name == order.name);
  if (request.Query("done") == "revoked") {
    fields.Set("done", page.words().Get("revoke.done"));
    fields.Set("done_join", Address("/join", {{"school", std::string(request.Query("school"))}}));
  }
  AddCounts(fields, *schools, center);
  AddCenter(fields, center, page);
  return page.Send("console_schools", page.words().Get("console.schools"), std::move(fields));
}

Response UsePage(const Request& request, const CenterView& view) {
  const auto center = view.StatusNow();
  const Page page = ConsolePage(request, center, "use");
  const auto use = view.Use(kUseRows);
  if (!use) return ErrorPage(request, use.error());
  Fields fields;
  Fields::List rows;
  for (const auto& row : *use) {
    rows.push_back(Fields()
                       .Set("use_title", row.title.empty() ? row.resource : row.title)
                       .Set("use_resource", row.resource)
                       .Set("use_opened", Digits(row.opened))
                       .Set("use_played", page.text().Length(row.played_s))
                       .Set("use_finished", Digits(row.finished))
                       .Set("use_downloaded", Digits(row.downloaded))
                       .Set("use_schools", Digits(row.schools)));
  }
  fields.Set("any_use", !rows.empty()).Set("rows", std::move(rows));
  fields.Set("events_total", page.words().Count("console.events", center.events));
  return page.Send("console_use", page.words().Get("console.use"), std::move(fields));
}

Response WantedPage(const Request& request, const CenterView& view) {
  const auto center = view.StatusNow();
  const Page page = ConsolePage(request, center, "wanted");
  const auto wanted = view.Wanted(kUseRows);
  if (!wanted) return ErrorPage(request, wanted.error());
  Fields::List rows;
  for (const auto& row : *wanted) {
    rows.push_back(Fields()
                       .Set("wanted_words", row.words)
                       .Set("wanted_searches", Digits(row.searches))
                       .Set("wanted_schools", Digits(row.schools))
                       .Set("wanted_last", page.text().Moment(row.last, center.now)));
  }
  Fields fields;
  fields.Set("any_wanted", !rows.empty()).Set("rows", std::move(rows));
  return page.Send("console_wanted", page.words().Get("wanted.title"), std::move(fields));
}

// ?school=ID fills in a school that is known.
Response ShowJoin(const Request& request, const CenterView& view) {
  JoinForm typed;
  const auto schools = view.Schools();
  if (!schools) return ErrorPage(request, schools.error());
  for (const auto& school : *schools) {
    if (school.id == request.Query("school")) typed = {school.id, school.name};
  }
  return JoinPage(request, view, typed, nullptr);
}

}  // namespace

Response JoinPage(const Request& request, const CenterView& view, const JoinForm& typed,
                  const Error* failure) {
  const auto center = view.StatusNow();
  const Page page = ConsolePage(request, center, "join");
  Fields fields;
  fields.Set("typed_school", typed.school).Set("typed_name", typed.name);
  if (failure != nullptr) fields.Set("failure", Sentence(page, *failure, center.now));
  return page.Send("console_join", page.words().Get("console.join"), std::move(fields),
                   failure != nullptr ? StatusOf(*failure) : 200);
}

void AddConsolePages(Router& router, CenterView& view) {
  const auto add = [&router, &view](std::string pattern,
                                    Response (*page)(const Request&, const CenterView&)) {
    router.Add(
        {.method = "GET",
         .pattern = std::move(pattern),
         .handler = [&view, page](const Request& request, const Captures&) { return page(request, view); },
         .needs = storage::Permission::kReadStatus});
  };
  add("/", SchoolsPage);
  add("/use", UsePage);
  add("/wanted", WantedPage);
  add("/join", ShowJoin);
}

}  // namespace lianxiao::web
