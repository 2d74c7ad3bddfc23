#include "web/classroom/search_page.h"

#include <algorithm>
#include <charconv>
#include <functional>

#include "web/classroom/cards.h"
#include "web/classroom/pager.h"
#include "web/classroom/visit.h"
#include "web/teaching/card_acts.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

constexpr std::int64_t kLastPage = 1'000;  // Nobody turns so many; keeps offsets small.

std::string_view Trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::int64_t PageNumber(const Request& request) {
  const auto text = request.Query("page");
  std::int64_t number = 1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::clamp<std::int64_t>(number, 1, kLastPage) : 1;
}

Result<Fields::List> Grades(const SchoolView& view) {
  LIANXIAO_ASSIGN(const auto grades, view.Facets("grade", {}));
  Fields::List links;
  for (const auto& grade : grades) {
    if (grade.value.empty()) continue;
    links.push_back(Fields()
                        .Set("grade_name", grade.value)
                        .Set("grade_link", Address("/browse", {{"grade", grade.value}})));
  }
  return links;
}

// What was typed without the word that became this filter.
std::string Without(const std::string& query, const storage::Filter& filter) {
  const auto begin = std::min(filter.begin, query.size());
  const auto end = std::clamp(filter.end, begin, query.size());
  return query.substr(0, begin) + query.substr(end);
}

void AddFilters(Fields& fields, const std::string& query, const SearchOnBox& found, const Page& page) {
  Fields::List chips;
  for (const auto& filter : found.filters) {
    const auto rest = Without(query, filter);
    const std::string left(Trim(rest));
    chips.push_back(Fields()
                        .Set("filter_field", page.words().Get("search.field." + filter.field))
                        .Set("filter_value", filter.shown)
                        .Set("filter_away", Address("/search", {{"q", left}})));
  }
  fields.Set("any_filters", !chips.empty()).Set("filters", std::move(chips));
}

// Nothing was found as it was typed; what is shown comes near.
std::string NearestWords(const std::string& query, const SearchOnBox& found, const Page& page) {
  if (found.hits.empty() || found.match == storage::Match::kExact) return {};
  return page.words().Get("search." + std::string(Word(found.match)), {{"query", query}});
}

std::string TotalWords(const SearchOnBox& found, const Page& page) {
  if (found.hits.empty()) return {};
  if (found.more) return page.words().Get("search.total_more", {{"n", Digits(found.total)}});
  return page.words().Count("search.total", found.total);
}

// What the county is told was found: nothing, where only something else was.
std::int64_t FoundAsAsked(const SearchOnBox& found) {
  const bool as_asked = found.match == storage::Match::kExact || found.match == storage::Match::kCorrected;
  return as_asked ? found.total : 0;
}

struct Found {
  Fields fields;
  std::int64_t as_asked = 0;
  bool filling = false;
};

// Own courseware is found by the same words; what was understood as grade and subject has to be its own.
OwnQuery OwnQueryOf(const std::string& query, const SearchOnBox& found) {
  OwnQuery own{.typed = query, .words = query};
  auto filters = found.filters;
  std::ranges::sort(filters, std::greater{}, &storage::Filter::begin);
  for (const auto& filter : filters) {
    auto* field = filter.field == "grade" ? &own.grade : filter.field == "subject" ? &own.subject : nullptr;
    if (field == nullptr || !field->empty()) continue;
    *field = filter.shown;
    own.words = Without(own.words, filter);
  }
  own.words = std::string(Trim(own.words));
  return own;
}

std::string SearchAddress(const std::string& query, std::int64_t number, bool back) {
  return Address(
      "/search",
      {{"q", query}, {"page", number > 1 ? std::to_string(number) : ""}, {"back", back ? "1" : ""}});
}

Result<Found> SearchFields(const std::string& query, std::int64_t number, const SchoolView& view,
                           const Page& page, WallTime now, const CardActs& acts, const OwnFinder& own) {
  LIANXIAO_ASSIGN(const auto found,
                  view.Search(query, {.offset = (number - 1) * kPageResources, .limit = kPageResources}));
  Fields fields;
  fields.Set("search_query", query).Set("filling", found.filling);
  Fields::List cards;
  for (const auto& hit : found.hits) {
    auto card = Card(hit, page, now);
    acts.AddTo(card, hit.resource);
    cards.push_back(std::move(card));
  }
  if (own && number == 1) own(fields, OwnQueryOf(query, found), page);
  const bool nothing = cards.empty();
  fields.Set("cards", std::move(cards)).Set("nothing_found", nothing);
  fields.Set("total_words", TotalWords(found, page)).Set("nearest_words", NearestWords(query, found, page));
  AddFilters(fields, query, found, page);
  if (nothing || found.match == storage::Match::kSomeWords) {
    LIANXIAO_ASSIGN(auto grades, Grades(view));
    fields.Set("any_grades", !grades.empty());
    fields.Set("grades", std::move(grades));
  }
  const auto address = [&query](std::int64_t other) { return SearchAddress(query, other, false); };
  AddPager(fields, number, found.total, address, page);
  return Found{std::move(fields), FoundAsAsked(found), found.filling};
}

Response AskForWords(const SchoolView& view, const Request& request, const Page& page) {
  auto grades = Grades(view);
  if (!grades) return ErrorPage(request, grades.error());
  Fields fields;
  fields.Set("no_query", true).Set("any_grades", !grades->empty());
  fields.Set("grades", *std::move(grades));
  return page.Send("search", page.words().Get("search.title"), std::move(fields));
}

}  // namespace

Response SearchResultsPage(const Request& request, SchoolView& view, const SearchPageParts& parts) {
  Page page(request);
  const auto box = view.BoxStatusNow();
  page.Name(box.school_name);
  page.Here("search");
  const std::string query(Trim(request.Query("q")));
  if (query.empty()) return AskForWords(view, request, page);
  const auto number = PageNumber(request);
  const CardActs acts(parts.teaching, request, SearchAddress(query, number, true));
  auto found = SearchFields(query, number, view, page, box.now, acts, parts.own);
  if (!found) return ErrorPage(request, found.error());
  // While the index is being filled, nothing found says nothing about what is missing.
  const bool asked = request.method == "GET" && request.Query("back") != "1";
  if (asked && number == 1 && !found->filling) {
    // A search that could not be counted is still a search: the teacher gets her page. The view logs it.
    (void)view.Record({SearchedEvent(request, query, found->as_asked)});
  }
  return page.Send("search", page.words().Get("search.title_of", {{"query", query}}),
                   std::move(found->fields));
}

}  // namespace lianxiao::web
