// The rows and words of one lesson in the index. Private to this folder; called within a Write() or Read().
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
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

// How text becomes words and numbers. Other than what the index was filled with: fill it anew.
std::string Analysis();

// Keeps its statements ready, so make one for many lessons.
class DocRows {
 public:
  explicit DocRows(Connection& connection) : connection_(connection) {}

  // Its words stand in the index once, however often it is put.
  Status Put(const Searchable& lesson, std::int64_t generation);
  Status Remove(const std::string& id);
  // Some of those that no filling of `generation` named. How many.
  Result<std::int64_t> RemoveOthers(std::int64_t generation, std::int64_t most);

  Result<std::optional<Doc>> Load(std::int64_t number);
  Result<std::vector<Filter>> KnownFilters();
  // Whether this school has lessons of that grade, subject and edition.
  Result<bool> IsTaughtHere(const std::string& place);
  // Whether these syllables, in lower case, stand in a row in a title or fact of some lesson, or once did.
  Result<bool> IsHeard(std::string_view first, std::string_view second);

 private:
  Statement& Ready(std::string_view sql);
  Result<std::optional<Doc>> LoadById(const std::string& id);
  Status Insert(Doc doc, const std::vector<Filter>& filters, std::int64_t generation);
  Status Forget(const Doc& doc);
  Status Count(const Doc& doc, const std::vector<Filter>& filters, int more);
  Status Hear(std::string_view tokens);
  Result<std::int64_t> FreeNumber(const Worth& worth);

  Connection& connection_;
  std::map<std::string_view, Statement> ready_;  // By their SQL, which is always a constant.
  std::map<std::string, bool> taught_;
  std::set<std::string, std::less<>> heard_;  // Written already.
};

}  // namespace lianxiao::storage
