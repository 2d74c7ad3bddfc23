#include "storage/catalog_filter.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lianxiao::storage {
namespace {

constexpr std::array<std::pair<std::string_view, std::string CatalogFilter::*>, 13> kFields = {{
    {"stage", &CatalogFilter::stage},
    {"grade", &CatalogFilter::grade},
    {"subject", &CatalogFilter::subject},
    {"edition", &CatalogFilter::edition},
    {"volume", &CatalogFilter::volume},
    {"unit", &CatalogFilter::unit},
    {"lesson", &CatalogFilter::lesson},
    {"type", &CatalogFilter::type},
    {"lesson_type", &CatalogFilter::lesson_type},
    {"teacher", &CatalogFilter::teacher},
    {"school", &CatalogFilter::school},
    {"studio", &CatalogFilter::studio},
    {"quality", &CatalogFilter::quality},
}};

// Columns of `catalog_counts`.
constexpr std::array<std::string_view, 6> kCounted = {"stage",   "grade",  "subject",
                                                      "edition", "volume", "type"};

bool IsCounted(std::string_view column) { return std::ranges::find(kCounted, column) != kCounted.end(); }

void AddFields(WhereClause& where, const CatalogFilter& filter) {
  for (const auto& [column, field] : kFields) {
    if ((filter.*field).empty()) continue;
    where.values.push_back(filter.*field);
    where.sql += " AND " + std::string(column) + " = ?" + std::to_string(where.values.size());
  }
}

}  // namespace

void WhereClause::BindTo(Statement& statement) const {
  int index = 0;
  for (const auto& value : values) statement.Bind(++index, value);
}

std::string WhereClause::Key() const {
  auto key = sql;
  for (const auto& value : values) key += '\0' + value;
  return key;
}

WhereClause WhereOf(const CatalogFilter& filter) {
  WhereClause where{" WHERE withdrawn = 0", {}};
  if (filter.cached_only) where.sql += " AND held_version IS NOT NULL";
  AddFields(where, filter);
  return where;
}

std::optional<WhereClause> WhereCounted(const CatalogFilter& filter, std::string_view column) {
  if (!column.empty() && !IsCounted(column)) return std::nullopt;
  for (const auto& [name, field] : kFields) {
    if (!(filter.*field).empty() && !IsCounted(name)) return std::nullopt;
  }
  WhereClause where{filter.cached_only ? " WHERE held > 0" : " WHERE resources > 0", {}};
  AddFields(where, filter);
  return where;
}

Result<std::string> FacetColumn(std::string_view field) {
  for (const auto& [column, member] : kFields) {
    if (column == field) return std::string(column);
  }
  return Fail(ErrorCode::kInvalid, "no such field: " + std::string(field.substr(0, 40)));
}

}  // namespace lianxiao::storage
