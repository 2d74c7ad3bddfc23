// A filter as SQL over table `resources`. Private to this room.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"
#include "storage/catalog.h"

namespace lianxiao::storage {

struct WhereClause {
  std::string sql;                  // " WHERE withdrawn = 0 AND grade = ?1 …"
  std::vector<std::string> values;  // Of ?1, ?2, …
  void BindTo(Statement& statement) const;
  std::string Key() const;  // Differs where any of that does.
};
WhereClause WhereOf(const CatalogFilter& filter);
// The same over table `catalog_counts`; nothing where that does not know a field of the filter, or `column`.
std::optional<WhereClause> WhereCounted(const CatalogFilter& filter, std::string_view column = {});

// The column of a field that may be listed as facets; kInvalid for any other text, which so never gets
// near the SQL.
Result<std::string> FacetColumn(std::string_view field);

}  // namespace lianxiao::storage
