// The rows and words of one lesson in the index. Private to this folder; called within a Write() or Read().
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/database.h"
#include "storage/search/filter_words.h"
#include "storage/search/index.h"
#include "storage/search/ranking.h"

namespace lianxiao::storage {

struct Doc {
  std::int64_t number = 0;
  std::string id;
  std::int64_t generation = 0;  // Of the filling that saw it last.
  Worth worth;
  std::string place;    // "#g3 #s数学 #e人教"
  std::string filters;  // "#k小学 #g3 …"
  std::string title;
  std::string facts;  // One a line.
  std::string description;
};

namespace doc_rows {

// How text becomes words and numbers. Other than what the index was filled with: fill it anew.
std::string Analysis();

// Its words stand in the index once, however often it is put. True: something changed.
Result<bool> Put(Connection& c, const Searchable& lesson, std::int64_t generation);
Status Remove(Connection& c, const std::string& id);
// Some of those that no filling of `generation` named. How many.
Result<std::int64_t> RemoveOthers(Connection& c, std::int64_t generation, std::int64_t most);

Result<std::optional<Doc>> Load(Connection& c, std::int64_t number);
Result<std::vector<Filter>> KnownFilters(Connection& c);
Result<bool> IsTaughtHere(Connection& c, const std::string& place);

}  // namespace doc_rows
}  // namespace lianxiao::storage
