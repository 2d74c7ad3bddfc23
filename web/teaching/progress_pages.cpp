#include "web/teaching/progress_pages.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "web/api/common_json.h"
#include "web/api/parameters.h"
#include "web/classroom/browse_path.h"
#include "web/classroom/resource_facts.h"
#include "web/classroom/subjects.h"
#include "web/http/errors.h"
#include "web/people/form.h"
#include "web/people/people_page.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

using nlohmann::json;
using storage::ClassPlan;
using storage::PlannedUnit;

constexpr std::int64_t kMaxFormBytes = 8 << 10;
constexpr std::size_t kUnitsOnFirstPage = 12;
constexpr std::string_view kHome = "/teaching/progress", kNew = "/teaching/progress/new";
// A book, from the top; what is below it the plan spreads over the weeks.
constexpr std::string_view kBookLevels[] = {"stage", "grade", "subject", "edition", "volume"};

bool IsBookLevel(std::string_view level) {
  return std::ranges::find(kBookLevels, level) != std::end(kBookLevels);
}

std::string BookWords(const storage::CatalogFilter& book) {
  return Together({book.grade, book.subject, book.edition, book.volume}, " ");
}

std::string UnitAddress(const ClassPlan& plan, const std::string& unit) {
  BrowseRequest request{.filter = plan.book};
  request.filter.unit = unit;
  return request.Address();
}

std::string WeekWords(const PlannedUnit& unit, const Page& page) {
  const auto& words = page.words();
  if (unit.weeks == 0) return words.Get("progress.left_out");
  const auto first = std::to_string(unit.first_week), last = std::to_string(unit.first_week + unit.weeks - 1);
  if (unit.weeks == 1) return words.Get("progress.week", {{"n", first}});
  return words.Get("progress.weeks", {{"from", first}, {"to", last}});
}

Fields::List UnitRows(const PlanWithUnits& plan, std::int64_t week, const Page& page) {
  Fields::List rows;
  for (const auto& unit : plan.units) {
    rows.push_back(Fields()
                       .Set("unit_title", unit.unit)
                       .Set("unit_link", UnitAddress(plan.plan, unit.unit))
                       .Set("unit_weeks", WeekWords(unit, page))
                       .Set("unit_now", unit.IsIn(week))
                       .Set("may_shorter", unit.weeks > 0)
                       .Set("may_longer", unit.weeks < storage::kMostUnitWeeks));
  }
  return rows;
}

Fields PlanFields(const PlanWithUnits& plan, std::int64_t week, const Page& page) {
  Fields fields;
  fields.Set("plan_number", std::to_string(plan.plan.number)).Set("plan_class", plan.plan.class_name);
  fields.Set("plan_book", BookWords(plan.plan.book));
  fields.Set("plan_style", std::string(SubjectStyle(plan.plan.book.subject)));
  fields.Set("plan_begins", page.words().Get("progress.week", {{"n", std::to_string(plan.plan.first_week)}}));
  fields.Set("may_sooner", plan.plan.first_week > 1);
  fields.Set("any_unit", !plan.units.empty()).Set("units", UnitRows(plan, week, page));
  return fields;
}

std::string NowWords(const storage::WeekNow& now, const Page& page) {
  return now.week >= 1 ? page.words().Get("progress.now", {{"n", std::to_string(now.week)}})
                       : page.words().Get("progress.not_begun");
}

Page PageOf(const ProgressSite& site, const Request& request) {
  Page page(request);
  page.Name(site.place_name());
  page.Here("teaching");
  return page;
}

Response Plans(const ProgressSite& site, const Request& request, const Error* failure) {
  const auto now = site.progress.Week();
  if (!now) return ErrorPage(request, now.error());
  const auto plans = site.progress.Plans();
  if (!plans) return ErrorPage(request, plans.error());
  const auto page = PageOf(site, request);
  Fields fields;
  Fields::List rows;
  for (const auto& plan : *plans) rows.push_back(PlanFields(plan, now->week, page));
  fields.Set("any_plan", !rows.empty()).Set("plans", std::move(rows));
  fields.Set("tab_progress", true).Set("now_words", NowWords(*now, page));
  fields.Set("term_day", now->term_start.Text());
  if (failure != nullptr) fields.Set("failure", Sentence(page, *failure, site.clock.Wall()));
  return page.Send("progress", page.words().Get("progress.title"), std::move(fields),
                   failure != nullptr ? StatusOf(*failure) : 200);
}

// The first level of the book that is still open, or nothing: the book is chosen.
const LevelRow* OpenLevel(const BrowseTree& tree) {
  const auto open = std::ranges::find_if(
      tree.rows, [](const LevelRow& row) { return !row.chosen && IsBookLevel(row.level); });
  return open == tree.rows.end() ? nullptr : &*open;
}

Fields::List Choices(const LevelRow& row) {
  constexpr std::string_view kBrowse = "/browse";
  Fields::List choices;
  for (const auto& choice : row.choices) {
    choices.push_back(Fields()
                          .Set("choice_name", choice.value)
                          .Set("choice_link", std::string(kNew) + choice.address.substr(kBrowse.size())));
  }
  return choices;
}

Response NewPlan(const ProgressSite& site, const Request& request) {
  const auto tree = WalkLevels(BrowseRequest::From(request),
                               [&](const std::string& field, const storage::CatalogFilter& of) {
                                 return site.school.Facets(field, of);
                               });
  if (!tree) return ErrorPage(request, tree.error());
  const auto page = PageOf(site, request);
  Fields fields;
  const auto* open = OpenLevel(*tree);
  fields.Set("tab_progress", true).Set("book_words", BookWords(tree->filter)).Set("ready", open == nullptr);
  if (open != nullptr) {
    fields.Set("level_name", page.words().Get("browse." + open->level)).Set("choices", Choices(*open));
  }
  Fields::List hidden;
  for (const auto level : kBookLevels) {
    hidden.push_back(
        Fields().Set("field_name", std::string(level)).Set("field_value", LevelOf(tree->filter, level)));
  }
  fields.Set("hidden", std::move(hidden));
  return page.Send("progress_new", page.words().Get("progress.new"), std::move(fields));
}

Result<ClassPlan> PlanIn(const Form& form) {
  ClassPlan plan{.number = 0, .class_name = form.Text("class")};
  for (const auto level : kBookLevels) LevelOf(plan.book, level) = form.Text(level);
  const auto first = ParseCount(form.Get("first_week")), each = ParseCount(form.Get("weeks_each"));
  if (!first || !each) return Fail(ErrorCode::kInvalid, "teaching.weeks_form: weeks are whole numbers");
  plan.first_week = *first;
  plan.weeks_each = *each;
  return plan;
}

Result<std::int64_t> TakeNew(const ProgressSite& site, const Request& request) {
  LIANXIAO_ASSIGN(const auto form, Form::Read(request));
  LIANXIAO_ASSIGN(const auto plan, PlanIn(form));
  return site.progress.Add(plan);
}

Response AddPlan(const ProgressSite& site, const Request& request, const Captures&) {
  const auto number = TakeNew(site, request);
  if (!number) return Plans(site, request, &number.error());
  return Response::Redirect(std::string(kHome) + "#plan-" + std::to_string(*number));
}

Status TakeChange(const ProgressSite& site, const Request& request, std::int64_t number) {
  LIANXIAO_ASSIGN(const auto form, Form::Read(request));
  const auto act = form.Get("act");
  if (act == "sooner") return site.progress.ShiftStart(number, -1);
  if (act == "later") return site.progress.ShiftStart(number, 1);
  if (act == "shorter") return site.progress.ChangeWeeks(number, form.Text("unit"), -1);
  if (act == "longer") return site.progress.ChangeWeeks(number, form.Text("unit"), 1);
  if (act == "remove") return site.progress.Remove(number);
  return Fail(ErrorCode::kInvalid, "form.broken: no such act");
}

Response ChangePlan(const ProgressSite& site, const Request& request, const Captures& captures) {
  const auto number = ParseCount(captures.at("number"));
  if (!number) return ErrorPage(request, 404);
  const auto done = TakeChange(site, request, *number);
  if (!done) return Plans(site, request, &done.error());
  return Response::Redirect(std::string(kHome) + "#plan-" + std::to_string(*number));
}

Status TakeTerm(const ProgressSite& site, const Request& request) {
  LIANXIAO_ASSIGN(const auto form, Form::Read(request));
  const auto text = form.Text("day");
  if (text.empty()) return site.progress.SetTermStart(std::nullopt);
  const auto day = ParseDay(text);
  if (!day) return Fail(ErrorCode::kInvalid, "teaching.day_form: write the day like 2026-09-07");
  return site.progress.SetTermStart(*day);
}

Response SetTerm(const ProgressSite& site, const Request& request, const Captures&) {
  const auto done = TakeTerm(site, request);
  return done ? Response::Redirect(std::string(kHome)) : Plans(site, request, &done.error());
}

json ToJson(const PlanWithUnits& plan) {
  json units = json::array();
  for (const auto& unit : plan.units) {
    units.push_back({{"unit", unit.unit}, {"first_week", unit.first_week}, {"weeks", unit.weeks}});
  }
  json book;
  for (const auto level : kBookLevels) book[std::string(level)] = LevelOf(plan.plan.book, level);
  return {{"number", plan.plan.number},
          {"class", plan.plan.class_name},
          {"book", std::move(book)},
          {"units", std::move(units)}};
}

Response Api(const ProgressSite& site, const Request&, const Captures&) {
  const auto now = site.progress.Week();
  if (!now) return JsonError(now.error());
  const auto plans = site.progress.Plans();
  if (!plans) return JsonError(plans.error());
  json list = json::array();
  for (const auto& plan : *plans) list.push_back(ToJson(plan));
  return Response::Json(
      Dump({{"term_start", now->term_start.Text()}, {"week", now->week}, {"plans", std::move(list)}}));
}

}  // namespace

void AddProgress(Router& router, const ProgressSite& site) {
  using Handle = Response (*)(const ProgressSite&, const Request&, const Captures&);
  const auto add = [&](std::string method, std::string pattern, Handle handle, storage::Permission needs) {
    router.Add({.method = std::move(method),
                .pattern = std::move(pattern),
                .handler = [site, handle](const Request& r, const Captures& c) { return handle(site, r, c); },
                .max_body = kMaxFormBytes,
                .needs = needs});
  };
  constexpr auto kTeach = storage::Permission::kTeach;
  add(
      "GET", std::string(kHome),
      [](const ProgressSite& s, const Request& r, const Captures&) { return Plans(s, r, nullptr); }, kTeach);
  add(
      "GET", std::string(kNew),
      [](const ProgressSite& s, const Request& r, const Captures&) { return NewPlan(s, r); }, kTeach);
  add("POST", "/teaching/progress/plans", AddPlan, kTeach);
  add("POST", "/teaching/progress/plans/{number}", ChangePlan, kTeach);
  add("POST", "/teaching/progress/term", SetTerm, kTeach);
  add("GET", "/api/v1/progress", Api, storage::Permission::kBrowse);
}

void AddThisWeek(Fields& fields, const ProgressView& progress, const BoxStatus& box, const Page& page) {
  if (!box.clock_plausible) return;
  const auto now = progress.Week();
  const auto units = progress.ThisWeek();
  if (!now || !units || units->empty()) return;  // The first page goes without.
  Fields::List rows;
  for (const auto& one : *units) {
    if (rows.size() == kUnitsOnFirstPage) break;
    rows.push_back(Fields()
                       .Set("week_class", one.plan.class_name)
                       .Set("week_subject", one.plan.book.subject)
                       .Set("week_style", std::string(SubjectStyle(one.plan.book.subject)))
                       .Set("week_unit", one.unit.unit)
                       .Set("week_link", UnitAddress(one.plan, one.unit.unit)));
  }
  fields.Set("this_week", Fields().Set("week_units", std::move(rows)).Set("week_now", NowWords(*now, page)));
}

}  // namespace lianxiao::web
