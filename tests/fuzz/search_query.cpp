// What somebody types into the search, up to the query it becomes and the title it is marked in. Whatever it
// is, the query is one that FTS5 reads, and the marked title without its marks is the title.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "storage/search/filter_words.h"
#include "storage/search/near.h"
#include "storage/search/query.h"

namespace {

using namespace lianxiao::storage;

const FilterWords& Words() {
  static const FilterWords words = [] {
    lianxiao::formats::Resource lesson;
    lesson.stage = "小学", lesson.grade = "三年级", lesson.subject = "数学", lesson.edition = "人教版";
    lesson.volume = "上册", lesson.type = "课件";
    return FilterWords(FiltersOf(lesson));
  }();
  return words;
}

void Must(bool holds) {
  if (!holds) std::abort();
}

// Every quotation mark has its partner, and outside of them stand only FTS5's own words.
void CheckSyntax(const std::string& fts5) {
  bool quoted = false;
  for (const char c : fts5) {
    if (c == '"') {
      quoted = !quoted;
    } else if (!quoted) {
      Must(std::string_view("() *ANDOR").find(c) != std::string_view::npos);
    }
  }
  Must(!quoted);
}

// Some pairs are heard and some are not.
bool Heard(std::string_view first, std::string_view second) {
  return (first.size() + second.size()) % 3 != 0;
}

void CheckSpans(const std::vector<Span>& spans, std::string_view text) {
  std::size_t at = 0;
  for (const auto& span : spans) {
    Must(span.begin >= at && span.begin < span.end && span.end <= text.size());
    at = span.end;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto cut = input.find('\n');
  const auto typed = input.substr(0, cut);
  const auto title = cut == std::string_view::npos ? typed : input.substr(cut + 1);
  const auto understood = Words().Read(typed, [&](std::string_view word) { return word.size() % 2 == 0; });
  for (const auto& filter : understood.filters) {
    Must(filter.begin < filter.end && filter.end <= typed.size());
    Must(filter.token.starts_with("#"));
  }
  const SearchQuery query(understood.rest, understood.filters);
  CheckSyntax(query.Fts5(Where::kTitle));
  CheckSyntax(query.Fts5(Where::kAnywhere));
  for (const auto& phrase : query.phrases()) {
    CheckSpans(SearchQuery::Hits(phrase, title), title);
    CheckSpans(NearHits(phrase, RunsOf(title)), title);
    for (const auto& guess : GuessesFor(phrase, Heard)) CheckSyntax(guess);
  }
  Must(query.Highlight(title).size() >= title.size());
  return 0;
}
