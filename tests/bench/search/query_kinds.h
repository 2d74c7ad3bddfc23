// What is asked of a large catalog, by kind, drawn from its own titles.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/bench/search/county_catalog.h"

namespace lianxiao::bench {

std::map<std::string, std::vector<std::string>> QueriesByKind(const std::vector<Outline>& outlines);

}  // namespace lianxiao::bench
