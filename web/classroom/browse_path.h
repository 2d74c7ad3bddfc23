// The way through the textbook: 学段 → 年级 → 学科 → 版本 → 册次 → 单元 → 课, as a set of choices in a page's
// address. Only decides; whoever calls it knows how to ask for the values.
//
// A level of which there is only one value is passed over: nobody is asked for what has one answer. The
// first level that is still open is offered; what was chosen below it stays chosen (数学, then which grade).
// Choosing another value of a level drops what was chosen below.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"
#include "storage/catalog.h"
#include "web/http/http.h"
#include "web/words/page.h"

namespace lianxiao::web {

// What /browse was asked for. Plain value.
struct BrowseRequest {
  storage::CatalogFilter filter;
  std::int64_t page = 1;

  static BrowseRequest From(const Request& request);  // Unknown names and bad page numbers are passed over.
  // The address that asks for this.
  std::string Address() const;
};

// The seven levels from the top, as CatalogFilter and /browse call them.
inline constexpr std::string_view kLevels[] = {"stage",  "grade", "subject", "edition",
                                               "volume", "unit",  "lesson"};
std::string& LevelOf(storage::CatalogFilter& filter, std::string_view level);
const std::string& LevelOf(const storage::CatalogFilter& filter, std::string_view level);

struct Choice {
  std::string value;
  std::int64_t resources = 0, cached = 0;
  bool chosen = false;
  std::string address;
};

struct LevelRow {
  std::string level;            // "grade"
  std::vector<Choice> choices;  // Never with an empty value.
  bool chosen = false;
  std::string all_address;  // Without this level and those below.
};

struct BrowseTree {
  std::vector<LevelRow> rows;     // Those to show, from the top.
  storage::CatalogFilter filter;  // As asked, plus the levels of a single value.
};

using FacetsOf = std::function<Result<std::vector<storage::Facet>>(const std::string& field,
                                                                   const storage::CatalogFilter& filter)>;
Result<BrowseTree> WalkLevels(const BrowseRequest& asked, const FacetsOf& facets);

}  // namespace lianxiao::web
