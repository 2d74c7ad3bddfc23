// Numbers and paging out of a request's query. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "storage/base/result.h"
#include "storage/catalog.h"
#include "web/http/http.h"

namespace lianxiao::web {

// Plain digits up to 2^53, which is also what every JSON reader takes. Empty otherwise.
std::optional<std::int64_t> ParseCount(std::string_view text);

// "offset" and "limit". kInvalid names the one that is no number or beyond 500.
Result<storage::Paging> PagingOf(const Request& request);
// "stage", "grade", …, "cached_only=1". Parameters it does not know are passed over.
storage::CatalogFilter FilterOf(const Request& request);

}  // namespace lianxiao::web
