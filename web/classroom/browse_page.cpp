#include "web/classroom/browse_page.h"

#include "web/classroom/browse_path.h"
#include "web/classroom/cards.h"
#include "web/classroom/pager.h"
#include "web/classroom/subjects.h"
#include "web/teaching/card_acts.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

Fields ChoiceFields(const Choice& choice, bool subject) {
  Fields fields;
  fields.Set("choice_name", choice.value)
      .Set("choice_link", choice.address)
      .Set("choice_chosen", choice.chosen);
  fields.Set("choice_count", Digits(choice.resources));
  fields.Set("choice_style", subject ? std::string(SubjectStyle(choice.value)) : std::string());
  fields.Set("choice_lessons", Fields::List{});
  return fields;
}

Fields::List ChoiceList(const LevelRow& row) {
  Fields::List list;
  for (const auto& choice : row.choices) list.push_back(ChoiceFields(choice, row.level == "subject"));
  return list;
}

// Units and lessons have long names and an order: they stand beside the cards as a table of contents.
void AddContents(Fields& fields, const BrowseTree& tree, const Page& page) {
  const LevelRow *units = nullptr, *lessons = nullptr;
  for (const auto& row : tree.rows) {
    if (row.level == "unit") units = &row;
    if (row.level == "lesson") lessons = &row;
  }
  if (!units && !lessons) return;
  Fields contents;
  const LevelRow& top = units ? *units : *lessons;
  Fields::List list;
  for (const auto& choice : top.choices) {
    Fields entry = ChoiceFields(choice, false);
    if (units && lessons && choice.chosen) entry.Set("choice_lessons", ChoiceList(*lessons));
    list.push_back(std::move(entry));
  }
  contents.Set("contents_list", std::move(list));
  contents.Set("contents_all", top.all_address).Set("contents_chosen", top.chosen);
  contents.Set("contents_title", page.words().Get(units ? "browse.unit" : "browse.lesson"));
  fields.Set("contents", std::move(contents));
}

void AddRows(Fields& fields, const BrowseTree& tree, const Page& page) {
  Fields::List rows;
  for (const auto& row : tree.rows) {
    if (row.level == "unit" || row.level == "lesson") continue;
    rows.push_back(Fields()
                       .Set("row_name", page.words().Get("browse." + row.level))
                       .Set("row_all", row.all_address)
                       .Set("row_chosen", row.chosen)
                       .Set("row_choices", ChoiceList(row)));
  }
  fields.Set("rows", std::move(rows));
}

// 类型 and 只看能播放的 narrow what is listed; they are no levels.
Status AddNarrowing(Fields& fields, const BrowseRequest& asked, const BrowseTree& tree,
                    const SchoolView& view) {
  auto filter = tree.filter;
  filter.type.clear();
  LIANXIAO_ASSIGN(const auto types, view.Facets("type", filter));
  BrowseRequest other = asked;
  other.page = 1;
  Fields::List choices;
  for (const auto& type : types) {
    if (type.value.empty()) continue;
    other.filter.type = type.value;
    choices.push_back(ChoiceFields({.value = type.value,
                                    .resources = type.resources,
                                    .cached = type.cached,
                                    .chosen = type.value == asked.filter.type,
                                    .address = other.Address()},
                                   false));
  }
  other.filter.type.clear();
  fields.Set("types_all", other.Address()).Set("types_chosen", !asked.filter.type.empty());
  const bool any = choices.size() > 1 || !asked.filter.type.empty();
  fields.Set("types", any ? std::move(choices) : Fields::List{}).Set("any_types", any);
  other = asked;
  other.page = 1;
  other.filter.cached_only = !asked.filter.cached_only;
  fields.Set("ready_only", asked.filter.cached_only).Set("ready_link", other.Address());
  return {};
}

// The chosen levels, each a way back up. Returns their names put together: the page's title.
std::string AddCrumbs(Fields& fields, const BrowseRequest& asked) {
  BrowseRequest up;
  Fields::List crumbs;
  std::string title;
  for (const auto level : kLevels) {
    const auto& value = LevelOf(asked.filter, level);
    if (value.empty()) continue;
    LevelOf(up.filter, level) = value;
    crumbs.push_back(
        Fields().Set("crumb_name", value).Set("crumb_link", up.Address()).Set("crumb_here", false));
    // The stage goes without saying once there is a grade.
    title = title.empty() || level == "grade" ? value : title + " " + value;
  }
  if (!crumbs.empty()) crumbs.back().Set("crumb_here", true);
  fields.Set("crumbs", std::move(crumbs)).Set("at_root", title.empty());
  return title;
}

Status AddCards(Fields& fields, const BrowseRequest& asked, const BrowseTree& tree, const SchoolView& view,
                const Page& page, WallTime now, const CardActs& acts) {
  LIANXIAO_ASSIGN(const auto found, view.List(tree.filter, {.offset = (asked.page - 1) * kPageResources,
                                                            .limit = kPageResources}));
  Fields::List cards;
  for (const auto& resource : found.resources) {
    auto card = Card(resource, page, now);
    acts.AddTo(card, resource);
    cards.push_back(std::move(card));
  }
  fields.Set("empty", cards.empty());
  fields.Set("cards", std::move(cards));
  fields.Set("total_words", page.words().Count("browse.total", found.total));
  const auto address = [&asked](std::int64_t number) {
    BrowseRequest other = asked;
    other.page = number;
    return other.Address();
  };
  AddPager(fields, asked.page, found.total, address, page);
  return {};
}

Result<Fields> BrowseFields(const BrowseRequest& asked, const SchoolView& view, const Page& page,
                            WallTime now, const CardActs& acts) {
  const auto facets = [&view](const std::string& field, const storage::CatalogFilter& filter) {
    return view.Facets(field, filter);
  };
  LIANXIAO_ASSIGN(const auto tree, WalkLevels(asked, facets));
  Fields fields;
  AddRows(fields, tree, page);
  AddContents(fields, tree, page);
  LIANXIAO_TRY(AddNarrowing(fields, asked, tree, view));
  LIANXIAO_TRY(AddCards(fields, asked, tree, view, page, now, acts));
  return fields;
}

}  // namespace

Response BrowsePage(const Request& request, const SchoolView& view, const TeachingSite* teaching) {
  Page page(request);
  const auto box = view.BoxStatusNow();
  page.Name(box.school_name);
  page.Here("browse");
  const auto asked = BrowseRequest::From(request);
  auto fields = BrowseFields(asked, view, page, box.now, CardActs(teaching, request, asked.Address()));
  if (!fields) return ErrorPage(request, fields.error());
  std::string title = AddCrumbs(*fields, asked);
  if (title.empty()) title = page.words().Get("browse.title");
  fields->Set("browse_title", title);
  return page.Send("browse", title, *std::move(fields));
}

}  // namespace lianxiao::web
