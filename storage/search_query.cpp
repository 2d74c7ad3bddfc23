#include "storage/search_query.h"

#include <algorithm>

#include "storage/code_points.h"
#include "storage/tuning.h"

namespace lianxiao::storage {
namespace {

struct Span {
  std::size_t begin, end;
};

void AppendEscaped(std::string& html, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&': html += "&amp;"; break;
      case '<': html += "&lt;"; break;
      case '>': html += "&gt;"; break;
      case '"': html += "&quot;"; break;
      case '\'': html += "&#39;"; break;
      default: html += c;
    }
  }
}

std::vector<Span> Merged(std::vector<Span> spans) {
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
  std::vector<Span> merged;
  for (const auto& span : spans) {
    if (merged.empty() || merged.back().end < span.begin) {
      merged.push_back(span);
    } else {
      merged.back().end = std::max(merged.back().end, span.end);
    }
  }
  return merged;
}

}  // namespace

SearchQuery::SearchQuery(std::string_view typed) {
  for (const auto& run : RunsOf(typed.substr(0, tuning::kQueryBytes))) {
    auto phrase = PhraseOf(run);
    const bool again = std::find(phrases_.begin(), phrases_.end(), phrase) != phrases_.end();
    if (!again && phrases_.size() < tuning::kQueryPhrases) phrases_.push_back(std::move(phrase));
  }
}

SearchQuery::Phrase SearchQuery::PhraseOf(const Run& run) {
  Phrase phrase;
  phrase.kind = run.kind;
  for (const auto c : run.folded) AppendUtf8(phrase.text, c);
  for (auto& word : WordsOf(run, WordsFor::kQuery)) phrase.words.push_back(std::move(word.text));
  phrase.prefix = run.kind == WordKind::kLetters || (run.kind == WordKind::kHan && run.folded.size() == 1);
  return phrase;
}

std::string SearchQuery::Fts5() const {
  std::string query;
  for (const auto& phrase : phrases_) {
    if (!query.empty()) query += " AND ";
    query += '"' + phrase.text + '"';
    if (phrase.prefix) query += " *";
  }
  return query;
}

std::string SearchQuery::Highlight(std::string_view title) const {
  const auto words = WordsOf(title, WordsFor::kDocument);
  std::vector<Span> hits;
  for (const auto& phrase : phrases_) {
    const auto count = phrase.words.size();
    for (std::size_t i = 0; i + count <= words.size(); ++i) {
      bool match = true;
      for (std::size_t k = 0; k < count && match; ++k) {
        const bool may_go_on = phrase.prefix && k + 1 == count;
        const auto& found = words[i + k].text;
        match = may_go_on ? found.starts_with(phrase.words[k]) : found == phrase.words[k];
      }
      if (!match) continue;
      // Of a pair found by its first character, only that one was asked for.
      const bool single = phrase.prefix && phrase.kind == WordKind::kHan;
      hits.push_back(
          {words[i].begin, single ? CodePointAt(title, words[i].begin).end : words[i + count - 1].end});
    }
  }
  std::string html;
  std::size_t at = 0;
  for (const auto& hit : Merged(std::move(hits))) {
    AppendEscaped(html, title.substr(at, hit.begin - at));
    html += "<mark>";
    AppendEscaped(html, title.substr(hit.begin, hit.end - hit.begin));
    html += "</mark>";
    at = hit.end;
  }
  AppendEscaped(html, title.substr(at));
  return html;
}

}  // namespace lianxiao::storage
