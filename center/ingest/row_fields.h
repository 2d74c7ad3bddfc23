// What a row says of a resource, its files aside. Used from one thread.
#pragma once

#include "center/ingest/findings.h"
#include "center/ingest/table.h"
#include "storage/formats/catalog.h"

namespace lianxiao::center {

// The row's metadata. What is wrong becomes findings; columns that the whole table lacks are not
// complained of again.
formats::Resource ReadFields(const TableRow& row, const Table& table, Findings& findings);

}  // namespace lianxiao::center
