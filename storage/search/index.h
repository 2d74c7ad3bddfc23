// Finds lessons by what teachers type: words of two characters, pinyin and its initials, traditional and
// full-width writing, with a typing error; words of the school ("三年级") as filters. FTS5 over words of our
// own (tokens.h), in an order of our own (ranking.h). docs/search.md tells it from the outside.
//
// A database of its own that may be thrown away and built again from the catalog. Safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"
#include "storage/catalog.h"
#include "storage/search/filter_words.h"

namespace lianxiao::storage {

// One lesson as it is to be found.
struct Searchable {
  formats::Resource shown;
  bool here = false;        // All of it is on this box.
  std::int64_t opened = 0;  // Times, in this school.
};

struct SearchHit {
  std::string id;
  std::string title_html;  // Title with hits between <mark> and </mark>, the rest escaped.
};

// How what is shown relates to what was asked for.
enum class Match {
  kExact,
  kCorrected,       // Nothing had these words; with one typing error it does.
  kWithoutFilters,  // Nothing in that grade, subject …; elsewhere there is.
  kSomeWords,       // Parts of it.
};
std::string_view Word(Match match);  // "exact", "corrected", "without_filters", "some_words"

struct SearchPage {
  std::vector<SearchHit> hits;
  std::int64_t total = 0;       // Up to kSearchCounted.
  bool more = false;            // There are more than `total`.
  std::vector<Filter> filters;  // What was understood as filters and applied, in the order it was typed.
  Match match = Match::kExact;
};

// So far results are counted and leafed through; who needs the thousandth has to say more.
inline constexpr std::int64_t kSearchCounted = 1'000;

class SearchIndex {
 public:
  // A broken index is replaced by an empty one, an older one emptied; Outdated() then says to fill it.
  static Result<std::unique_ptr<SearchIndex>> Open(const std::string& path, DatabaseOptions options = {});
  virtual ~SearchIndex() = default;

  virtual Status Put(std::span<const Searchable> lessons) = 0;  // One transaction.
  virtual Status Remove(const std::string& id) = 0;

  // Filling anew, while what is there goes on being found: BeginFill, Fill with some hundred at a time,
  // EndFill. What no Fill named is then gone. A power cut in between: begin again.
  virtual Status BeginFill() = 0;
  virtual Status Fill(std::span<const Searchable> lessons) = 0;
  virtual Status EndFill() = 0;
  virtual bool Outdated() const = 0;

  // Every word must occur and one filter of each field. An empty query finds nothing.
  virtual Result<SearchPage> Find(std::string_view query, const Paging& paging) const = 0;
  // What somebody who has typed this may want to search for: titles, teachers, units; best first.
  virtual Result<std::vector<std::string>> Suggest(std::string_view typed, std::size_t most) const = 0;
};

}  // namespace lianxiao::storage
