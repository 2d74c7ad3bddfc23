// Counts over the whole catalog, for the pages that show them. Those by the places of the textbook tree and
// by type stand in table `catalog_counts` and cost next to nothing; what else is asked for is counted lesson
// by lesson. Private to this room.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/base/result.h"
#include "storage/catalog.h"
#include "storage/database.h"

namespace lianxiao::storage {

Result<std::int64_t> CountLessons(const Database& journal, const CatalogFilter& filter);
// As Catalog::Facets; kInvalid: no such field.
Result<std::vector<Facet>> CountFacets(const Database& journal, const std::string& field,
                                       const CatalogFilter& filter);
Result<CatalogTotals> CountAll(const Database& journal);
// The filter with the stage that all lessons of its grade stand in: who asks for 三年级 means 小学, and there
// its lessons lie side by side. Where there are several, or none, as it is.
Result<CatalogFilter> WithStage(const Database& journal, CatalogFilter filter);

}  // namespace lianxiao::storage
