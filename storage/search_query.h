// What somebody typed, as a query of FTS5, and its hits in a title. Decides only; safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/search_words.h"

namespace lianxiao::storage {

class SearchQuery {
 public:
  // Takes the first tuning::kQueryBytes of any text, also broken; what is no word is passed over.
  explicit SearchQuery(std::string_view typed);

  bool Empty() const { return phrases_.empty(); }  // No words: finds nothing.
  // Every phrase must occur. Only folded letters, digits and Han characters of the typed text are in it,
  // each phrase between quotes, so nothing typed can be syntax.
  std::string Fts5() const;
  // The title as HTML, hits between <mark> and </mark>.
  std::string Highlight(std::string_view title) const;

 private:
  struct Phrase {
    std::string text;                // The folded run.
    std::vector<std::string> words;  // One after another.
    WordKind kind = WordKind::kHan;
    // The last word may go on: a single Han character begins a pair, "fraction" also finds "fractions".
    // Not for numbers: 1 is not 12.
    bool prefix = false;
    bool operator==(const Phrase&) const = default;
  };
  static Phrase PhraseOf(const Run& run);

  std::vector<Phrase> phrases_;
};

}  // namespace lianxiao::storage
