#include "storage/catalog_counts.h"

#include <algorithm>

#include "storage/catalog_filter.h"
#include "storage/textbook_order.h"

namespace lianxiao::storage {
namespace {

// Where to count from, and by what.
struct Counting {
  WhereClause where;
  std::string table, lessons, held;  // "catalog_counts", "sum(resources)", …
};

Counting CountingOf(const CatalogFilter& filter, const std::string& column = {}) {
  if (auto where = WhereCounted(filter, column)) {
    return {*std::move(where), "catalog_counts", filter.cached_only ? "sum(held)" : "sum(resources)",
            "sum(held)"};
  }
  return {WhereOf(filter), "resources", "count(*)", "count(held_version)"};
}

}  // namespace

Result<std::int64_t> CountLessons(const Database& journal, const CatalogFilter& filter) {
  const auto counting = CountingOf(filter);
  std::int64_t lessons = 0;
  LIANXIAO_TRY(journal.Read([&](Connection& c) -> Status {
    // Of no row at all the sum is nothing.
    auto row =
        c.Prepare("SELECT coalesce(" + counting.lessons + ", 0) FROM " + counting.table + counting.where.sql);
    counting.where.BindTo(row);
    LIANXIAO_ASSIGN(const bool there, row.Step());
    if (there) lessons = row.Int(0);
    return {};
  }));
  return lessons;
}

Result<std::vector<Facet>> CountFacets(const Database& journal, const std::string& field,
                                       const CatalogFilter& filter) {
  LIANXIAO_ASSIGN(const auto column, FacetColumn(field));
  const auto counting = CountingOf(filter, column);
  std::vector<Facet> facets;
  LIANXIAO_TRY(journal.Read([&](Connection& c) -> Status {
    auto rows = c.Prepare("SELECT " + column + ", " + counting.lessons + ", " + counting.held + " FROM " +
                          counting.table + counting.where.sql + " AND " + column + " <> '' GROUP BY 1");
    counting.where.BindTo(rows);
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      facets.push_back({rows.Text(0), rows.Int(1), rows.Int(2)});
    }
  }));
  std::ranges::stable_sort(facets, {}, [&](const Facet& facet) { return FieldKey(field, facet.value); });
  return facets;
}

Result<CatalogTotals> CountAll(const Database& journal) {
  CatalogTotals totals;
  LIANXIAO_TRY(journal.Read([&](Connection& c) -> Status {
    auto row = c.Prepare(
        "SELECT coalesce(sum(resources), 0), coalesce(sum(latest), 0), coalesce(sum(held - latest), 0)"
        " FROM catalog_counts");
    LIANXIAO_ASSIGN(const bool told, row.Step());
    if (told) totals = {row.Int(0), row.Int(1), row.Int(2)};
    return {};
  }));
  return totals;
}

Result<CatalogFilter> WithStage(const Database& journal, CatalogFilter filter) {
  if (filter.grade.empty() || !filter.stage.empty()) return filter;
  std::vector<std::string> stages;
  LIANXIAO_TRY(journal.Read([&](Connection& c) -> Status {
    auto rows =
        c.Prepare("SELECT DISTINCT stage FROM catalog_counts WHERE resources > 0 AND grade = ? LIMIT 2");
    rows.Bind(1, filter.grade);
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      stages.push_back(rows.Text(0));
    }
  }));
  if (stages.size() == 1) filter.stage = stages.front();
  return filter;
}

}  // namespace lianxiao::storage
