// What boxes hold, as they said by stick. Plain functions, to be used within one Database::Write or Read.
#pragma once

#include <string>

#include "storage/base/result.h"
#include "storage/database.h"
#include "storage/formats/holdings.h"

namespace lianxiao::center {

// An older word than the one here changes nothing.
Status PutHoldings(storage::Connection& connection, const formats::Holdings& holdings);
// Packed. kNotFound: the box has never said.
Result<std::string> PackedHoldings(storage::Connection& connection, const std::string& device);

}  // namespace lianxiao::center
