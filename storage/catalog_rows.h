// Rows and lines of resources. Private to this room; called within a Write() or Read().
#pragma once

#include <optional>
#include <string>

#include "storage/catalog.h"

namespace lianxiao::storage::catalog_rows {

// The entry with both its lines; nothing if the id is not known at all.
Result<std::optional<CatalogEntry>> Load(Connection& c, const std::string& id);

// Writes what pages filter, sort and look up by, from the entry's shown version.
Status Reindex(Connection& c, const std::string& shard, const CatalogEntry& entry);

Status PutLine(Connection& c, const formats::Resource& resource, bool held);

}  // namespace lianxiao::storage::catalog_rows
