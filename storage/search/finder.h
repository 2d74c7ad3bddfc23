// One search, from what was typed to a page of hits. Private to this folder; lives within one Read().
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/search/doc_rows.h"
#include "storage/search/filter_words.h"
#include "storage/search/index.h"
#include "storage/search/query.h"
#include "storage/search/ranking.h"

namespace lianxiao::storage {

class Finder {
 public:
  Finder(Connection& connection, const FilterWords& filter_words)
      : connection_(connection), rows_(connection), filter_words_(filter_words) {}

  Result<SearchPage> Find(std::string_view typed, const Paging& paging);
  Result<std::vector<std::string>> Suggest(std::string_view typed, std::size_t most);

 private:
  // Where a phrase stands in a text: as typed, or nearly.
  using HitsIn = std::function<std::vector<Span>(const Phrase& phrase, const std::vector<Run>& text)>;
  static std::vector<Span> Exactly(const Phrase& phrase, const std::vector<Run>& text);
  struct Ranked {
    Standing standing;
    Doc doc;
  };
  // What a query came to: the best, in order; then those that were only counted.
  struct Found {
    std::vector<Ranked> best;
    std::vector<std::int64_t> others;
    bool more = false;
    SearchQuery query;
    HitsIn hits;
    Match match = Match::kExact;
    bool Empty() const { return best.empty() && others.empty(); }
  };

  Result<Understood> Understand(std::string_view typed);
  Result<std::vector<std::int64_t>> Numbers(const std::string& fts5, std::int64_t most);
  Result<std::optional<Ranked>> Rank(std::int64_t number, const SearchQuery& query, const HitsIn& hits);
  Status Take(Found& found, const std::vector<std::int64_t>& numbers);

  Result<Found> Best(std::string_view typed);  // The first of these that finds anything.
  Result<Found> Ask(SearchQuery query, Match match);
  Result<Found> Guess(SearchQuery query, Match match);
  Result<Found> AskForParts(const SearchQuery& query);

  Result<std::vector<std::string>> GuessesOf(const SearchQuery& query);
  Result<std::string> WordsLike(const Phrase& phrase);
  Result<SearchPage> PageOf(const Found& found, const Paging& paging);

  Connection& connection_;
  DocRows rows_;
  const FilterWords& filter_words_;
};

}  // namespace lianxiao::storage
