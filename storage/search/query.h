// What somebody looks for, as a query of FTS5, and its hits in a text. Decides only; safe from any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "storage/search/filter_words.h"
#include "storage/search/pinyin.h"
#include "storage/search/words.h"

namespace lianxiao::storage {

enum class Where { kTitle, kAnywhere };

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const Span&) const = default;
};

// One run of what was typed.
struct Phrase {
  WordKind kind = WordKind::kHan;
  std::u32string text;         // Folded.
  std::vector<Pinyin> pinyin;  // Of letters: ways to read them. They may also begin a word, as "fraction"
                               // begins "fractions"; a number stands for itself, 1 is not 12.
  bool operator==(const Phrase&) const = default;
};

class SearchQuery {
 public:
  // Takes the first tuning::kQueryBytes of any text, also broken; what is no word is passed over.
  explicit SearchQuery(std::string_view words, std::vector<Filter> filters = {});

  bool Empty() const { return phrases_.empty() && filters_.empty(); }  // Finds nothing.
  const std::vector<Phrase>& phrases() const { return phrases_; }
  const std::vector<Filter>& filters() const { return filters_; }
  // The query finds more than is meant, so each find has to be looked at with Hits(): the last of several
  // initials is not asked for, for every third lesson has it.
  bool Loose() const;

  // Every phrase and one filter of each field. Only folded letters, digits and Han characters of the typed
  // text are in it, each phrase between quotes, so nothing typed can be syntax.
  std::string Fts5(Where where) const;
  // The same with `phrases` in place of its own: a piece of FTS5's language that the caller made.
  std::string Fts5With(const std::string& phrases) const;

  // Where the phrase stands in the text, as bytes, in order and not overlapping.
  static std::vector<Span> Hits(const Phrase& phrase, std::string_view text);
  static std::vector<Span> Hits(const Phrase& phrase, const std::vector<Run>& runs);  // Of a text.
  // The title as HTML, hits between <mark> and </mark>.
  std::string Highlight(std::string_view title) const;

 private:
  std::vector<Phrase> phrases_;
  std::vector<Filter> filters_;
};

// The phrase in FTS5's language.
std::string ExpressionOf(const Phrase& phrase, Where where);
// "\"看图 图说\"", or as it stands in other fields than the title. Of at least one character.
std::string HanPhrase(std::u32string_view run, Where where);
// Syllables one after another, one at least: kan tu shuo → "\"KAN_TU TU_SHUO\"".
std::string SoundPhrase(const std::vector<std::string>& syllables, Where where);
// Spans sorted and put together where they touch.
std::vector<Span> Merged(std::vector<Span> spans);
std::string MarkedHtml(std::string_view text, const std::vector<Span>& merged);

}  // namespace lianxiao::storage
