#include "web/classroom/browse_path.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace lianxiao::web {
namespace {

constexpr std::int64_t kLastPage = 100'000;  // Keeps offsets far from overflow.

// `asked` with `level` set to `value` and everything below it open again.
std::string AddressWith(BrowseRequest asked, std::size_t level, const std::string& value, bool keep_below) {
  LevelOf(asked.filter, kLevels[level]) = value;
  for (std::size_t below = level + 1; below < std::size(kLevels) && !keep_below; ++below) {
    LevelOf(asked.filter, kLevels[below]).clear();
  }
  asked.page = 1;
  return asked.Address();
}

// The choices of a level are those of the levels above it; the ones below count only while it is open.
storage::CatalogFilter FilterFor(std::size_t level, storage::CatalogFilter filter, bool chosen) {
  if (!chosen) return filter;
  for (std::size_t i = level; i < std::size(kLevels); ++i) LevelOf(filter, kLevels[i]).clear();
  return filter;
}

LevelRow MakeRow(const BrowseRequest& asked, std::size_t level, const std::vector<storage::Facet>& values) {
  const std::string chosen = LevelOf(asked.filter, kLevels[level]);
  LevelRow row{.level = std::string(kLevels[level]),
               .choices = {},
               .chosen = !chosen.empty(),
               .all_address = AddressWith(asked, level, "", false)};
  for (const auto& facet : values) {
    if (facet.value.empty()) continue;
    row.choices.push_back({.value = facet.value,
                           .resources = facet.resources,
                           .cached = facet.cached,
                           .chosen = facet.value == chosen,
                           .address = AddressWith(asked, level, facet.value, chosen.empty())});
  }
  return row;
}

}  // namespace

std::string& LevelOf(storage::CatalogFilter& filter, std::string_view level) {
  if (level == "stage") return filter.stage;
  if (level == "grade") return filter.grade;
  if (level == "subject") return filter.subject;
  if (level == "edition") return filter.edition;
  if (level == "volume") return filter.volume;
  if (level == "unit") return filter.unit;
  if (level == "lesson") return filter.lesson;
  std::abort();  // Only names of kLevels come here.
}

const std::string& LevelOf(const storage::CatalogFilter& filter, std::string_view level) {
  return LevelOf(const_cast<storage::CatalogFilter&>(filter), level);
}

BrowseRequest BrowseRequest::From(const Request& request) {
  BrowseRequest asked;
  for (const auto level : kLevels) LevelOf(asked.filter, level) = request.Query(level);
  asked.filter.type = request.Query("type");
  asked.filter.cached_only = request.Query("ready") == "1";
  const auto page = request.Query("page");
  std::int64_t number = 1;
  const auto [end, error] = std::from_chars(page.data(), page.data() + page.size(), number);
  if (error == std::errc() && end == page.data() + page.size())
    asked.page = std::clamp<std::int64_t>(number, 1, kLastPage);
  return asked;
}

std::string BrowseRequest::Address() const {
  Query query;
  for (const auto level : kLevels) query.emplace_back(level, LevelOf(filter, level));
  query.emplace_back("type", filter.type);
  query.emplace_back("ready", filter.cached_only ? "1" : "");
  query.emplace_back("page", page > 1 ? std::to_string(page) : "");
  return web::Address("/browse", query);
}

Result<BrowseTree> WalkLevels(const BrowseRequest& asked, const FacetsOf& facets) {
  BrowseTree tree{.rows = {}, .filter = asked.filter};
  bool open = false;  // A level is being offered; the ones below it must wait.
  for (std::size_t level = 0; level < std::size(kLevels); ++level) {
    const std::string field(kLevels[level]);
    const bool chosen = !LevelOf(asked.filter, field).empty();
    if (open && !chosen) continue;
    LIANXIAO_ASSIGN(const auto values, facets(field, FilterFor(level, tree.filter, chosen)));
    auto row = MakeRow(asked, level, values);
    if (chosen) {
      if (row.choices.size() > 1) tree.rows.push_back(std::move(row));
    } else if (values.size() == 1 && row.choices.size() == 1) {
      LevelOf(tree.filter, field) = row.choices.front().value;
    } else if (!row.choices.empty()) {
      tree.rows.push_back(std::move(row));
      open = true;
    }
  }
  return tree;
}

}  // namespace lianxiao::web
