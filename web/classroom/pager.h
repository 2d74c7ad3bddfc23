// "第 2 页,共 5 页" with links to the neighbours: the fields of pages/pager.html.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "web/words/page.h"
#include "web/words/render.h"

namespace lianxiao::web {

inline constexpr std::int64_t kPageResources = 24;  // Divides by 2, 3 and 4: no ragged last row.

// `address` makes the address of a page, counted from 1. Sets nothing when all fits on one page.
void AddPager(Fields& fields, std::int64_t current, std::int64_t total,
              const std::function<std::string(std::int64_t)>& address, const Page& page);

}  // namespace lianxiao::web
