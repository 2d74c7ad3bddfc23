#include "storage/search/query.h"

#include <algorithm>
#include <map>

#include "storage/search/han.h"
#include "storage/search/tokens.h"
#include "storage/tuning.h"

namespace lianxiao::storage {
namespace {

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

// Words of one place each, quoted as FTS5 wants them: in the title, and elsewhere if asked for.
std::string Quoted(const std::vector<std::string>& tokens, Where where, bool prefix) {
  std::string title, elsewhere;
  for (const auto& token : tokens) {
    title += (title.empty() ? "" : " ") + token;
    elsewhere += (elsewhere.empty() ? "" : " ") + (kElsewhere + token);
  }
  const std::string_view star = prefix ? " *" : "";
  auto quoted = "\"" + title + "\"" + std::string(star);
  if (where == Where::kAnywhere) quoted += " OR \"" + elsewhere + "\"" + std::string(star);
  return quoted;
}

// How a reading is asked of the index. Not by prefixes: FTS5 puts together everything that begins so before
// it gives the first row, a twentieth of a second for 120,000 lessons, while words joined by OR come row by
// row.
struct Sounds {
  std::vector<std::string> tokens;
  std::vector<std::string> ends;  // What may follow them; empty: nothing need.
  bool loose = false;             // Not all of it is in the tokens.
};

bool IsInitialOnly(const Piece& piece) {
  return !piece.whole && (piece.letters.size() == 1 || piece.letters.back() == 'h');
}

std::string Initials(const Pinyin& pinyin, std::size_t from, std::size_t most) {
  std::string initials;
  for (auto i = from; i < std::min(from + most, pinyin.size()); ++i) {
    initials += Capitals(std::string_view(pinyin[i].letters).substr(0, 1));
  }
  return initials;
}

// "limi" may become liming.
std::vector<std::string> SyllablesFrom(std::string_view begun) {
  std::vector<std::string> all;
  const auto syllables = Syllables();
  for (auto at = std::lower_bound(syllables.begin(), syllables.end(), begun);
       at != syllables.end() && at->starts_with(begun); ++at) {
    all.push_back(Capitals(*at));
  }
  return all;
}

// Of two initials, with the third that may come.
std::vector<std::string> InitialsFrom(const std::string& two) {
  std::vector<std::string> all{kInitials + two};
  for (const char third : std::string_view("ABCDEFGHJKLMNOPQRSTWXYZ")) all.push_back(kInitials + two + third);
  return all;
}

// The tokens of one reading, from left to right, one for each place.
class SoundWriter {
 public:
  explicit SoundWriter(const Pinyin& pinyin) : pinyin_(pinyin), count_(pinyin.size()) {}

  Sounds Write() {
    for (std::size_t i = 0; i < count_ && !done_; ++i) {
      if (i + 1 == count_) {
        WriteLast(i);
      } else if (IsInitialOnly(pinyin_[i]) || IsInitialOnly(pinyin_[i + 1])) {
        WriteInitials(i);
      } else {
        WritePair(i);
      }
    }
    return std::move(sounds_);
  }

 private:
  void WriteLast(std::size_t i) {
    if (IsInitialOnly(pinyin_[i])) {
      sounds_.loose = true;
    } else {
      sounds_.ends = SyllablesFrom(pinyin_[i].letters);
    }
  }
  void WritePair(std::size_t i) {
    const auto first = Capitals(pinyin_[i].letters) + kInARow;
    if (i + 2 < count_) {
      sounds_.tokens.push_back(first + Capitals(pinyin_[i + 1].letters));
      return;
    }
    for (const auto& next : SyllablesFrom(pinyin_[i + 1].letters)) sounds_.ends.push_back(first + next);
    done_ = true;
  }
  void WriteInitials(std::size_t i) {
    Leave(i);
    if (i + 2 < count_) {
      sounds_.tokens.push_back(kInitials + Initials(pinyin_, i, 3));
      done_ = i + 3 == count_ && IsInitialOnly(pinyin_[i + 1]) && IsInitialOnly(pinyin_[i + 2]);
    } else {
      // After two tokens hardly anything is left to be told apart, and each end would look through them
      // again.
      if (sounds_.tokens.size() < 2) sounds_.ends = InitialsFrom(Initials(pinyin_, i, 2));
      sounds_.loose = sounds_.loose || sounds_.ends.empty();
      done_ = true;
    }
    if (!done_) return;
    for (auto k = i + 1; k < count_; ++k) Leave(k);
  }
  // Of this piece only the first letter is asked for, unless it ends a pair.
  void Leave(std::size_t i) {
    const bool in_pair = i > 0 && !IsInitialOnly(pinyin_[i - 1]) && !IsInitialOnly(pinyin_[i]);
    sounds_.loose = sounds_.loose || (!in_pair && pinyin_[i].letters.size() > 1);
  }

  const Pinyin& pinyin_;
  const std::size_t count_;
  Sounds sounds_;
  bool done_ = false;  // The token before goes to the end.
};

std::string SoundsExpression(const Sounds& sounds, Where where) {
  if (sounds.ends.empty()) return Quoted(sounds.tokens, where, false);
  std::string any;
  for (const auto& end : sounds.ends) {
    auto tokens = sounds.tokens;
    tokens.push_back(end);
    any += (any.empty() ? "" : " OR ") + Quoted(tokens, where, false);
  }
  return any;
}

std::string LettersExpression(const Phrase& phrase, Where where) {
  auto expression = Quoted({ToUtf8(phrase.text)}, where, true);
  for (const auto& pinyin : phrase.pinyin) {
    expression += " OR " + SoundsExpression(SoundWriter(pinyin).Write(), where);
  }
  return expression;
}

Phrase PhraseOf(const Run& run) {
  Phrase phrase{run.kind, run.folded, {}};
  if (run.kind != WordKind::kLetters) return phrase;
  phrase.pinyin = ReadPinyin(ToUtf8(run.folded));
  // One initial alone stands in nearly every title.
  std::erase_if(phrase.pinyin, [](const Pinyin& p) { return p.size() == 1 && IsInitialOnly(p.front()); });
  return phrase;
}

// A character and where it stands.
struct Heard {
  Readings readings;
  Span span;
};

void FindSounds(std::vector<Span>& hits, const Phrase& phrase, const std::vector<Heard>& chain) {
  for (const auto& pinyin : phrase.pinyin) {
    for (std::size_t at = 0; at + pinyin.size() <= chain.size(); ++at) {
      std::size_t same = 0;
      while (same < pinyin.size() &&
             IsReadAs(chain[at + same].readings, pinyin[same], same + 1 == pinyin.size())) {
        ++same;
      }
      if (same == pinyin.size()) hits.push_back({chain[at].span.begin, chain[at + same - 1].span.end});
    }
  }
}

void FindSounds(std::vector<Span>& hits, const Phrase& phrase, const std::vector<Run>& runs) {
  std::vector<Heard> chain;
  for (const auto& run : runs) {
    if (run.kind != WordKind::kHan) {
      FindSounds(hits, phrase, chain);
      chain.clear();
      continue;
    }
    for (std::size_t i = 0; i < run.folded.size(); ++i) {
      chain.push_back({ReadingsOf(run.folded[i]), {run.positions[i], run.EndOf(i)}});
    }
  }
  FindSounds(hits, phrase, chain);
}

void FindText(std::vector<Span>& hits, const Phrase& phrase, const Run& run) {
  if (run.kind != phrase.kind) return;
  if (run.kind == WordKind::kHan) {
    for (auto at = run.folded.find(phrase.text); at != std::u32string::npos;
         at = run.folded.find(phrase.text, at + 1)) {
      hits.push_back({run.positions[at], run.EndOf(at + phrase.text.size() - 1)});
    }
    return;
  }
  const bool same =
      run.kind == WordKind::kLetters ? run.folded.starts_with(phrase.text) : run.folded == phrase.text;
  if (same) hits.push_back({run.begin, run.end});
}

}  // namespace

SearchQuery::SearchQuery(std::string_view words, std::vector<Filter> filters) : filters_(std::move(filters)) {
  for (const auto& run : RunsOf(words.substr(0, tuning::kQueryBytes))) {
    if (phrases_.size() == tuning::kQueryPhrases) break;
    auto phrase = PhraseOf(run);
    const bool again = std::find(phrases_.begin(), phrases_.end(), phrase) != phrases_.end();
    if (!again) phrases_.push_back(std::move(phrase));
  }
}

bool SearchQuery::Loose() const {
  return std::any_of(phrases_.begin(), phrases_.end(), [](const Phrase& phrase) {
    return std::any_of(phrase.pinyin.begin(), phrase.pinyin.end(),
                       [](const Pinyin& pinyin) { return SoundWriter(pinyin).Write().loose; });
  });
}

std::string SearchQuery::Fts5(Where where) const {
  std::string all;
  for (const auto& phrase : phrases_) {
    if (!all.empty()) all += " AND ";
    all += "(" + ExpressionOf(phrase, where) + ")";
  }
  return Fts5With(all);
}

std::string SearchQuery::Fts5With(const std::string& phrases) const {
  std::map<std::string_view, std::vector<std::string>> fields;
  for (const auto& filter : filters_) fields[filter.field].push_back(filter.token);
  if (fields["grade"].size() == 1 && fields["subject"].size() == 1) {
    fields["grade"] = {GradeAndSubject(fields["grade"].front(), fields["subject"].front())};
    fields["subject"].clear();
  }
  auto all = phrases;
  for (const auto& [field, tokens] : fields) {
    std::string any;
    for (const auto& token : tokens) any += (any.empty() ? "\"" : " OR \"") + token + "\"";
    if (!any.empty()) all += (all.empty() ? "(" : " AND (") + any + ")";
  }
  return all;
}

std::vector<Span> SearchQuery::Hits(const Phrase& phrase, std::string_view text) {
  return Hits(phrase, RunsOf(text));
}

std::vector<Span> SearchQuery::Hits(const Phrase& phrase, const std::vector<Run>& runs) {
  std::vector<Span> hits;
  for (const auto& run : runs) FindText(hits, phrase, run);
  if (!phrase.pinyin.empty()) FindSounds(hits, phrase, runs);
  return Merged(std::move(hits));
}

std::string SearchQuery::Highlight(std::string_view title) const {
  std::vector<Span> hits;
  for (const auto& phrase : phrases_) {
    const auto more = Hits(phrase, title);
    hits.insert(hits.end(), more.begin(), more.end());
  }
  return MarkedHtml(title, Merged(std::move(hits)));
}

std::string ExpressionOf(const Phrase& phrase, Where where) {
  switch (phrase.kind) {
    case WordKind::kHan: return HanPhrase(phrase.text, where);
    case WordKind::kDigits: return Quoted({ToUtf8(phrase.text)}, where, false);
    case WordKind::kLetters: return LettersExpression(phrase, where);
  }
  return {};
}

std::string HanPhrase(std::u32string_view run, Where where) {
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i + 1 < run.size(); ++i) tokens.push_back(ToUtf8(run.substr(i, 2)));
  if (tokens.empty()) tokens.push_back(ToUtf8(run));
  return Quoted(tokens, where, false);
}

std::string SoundPhrase(const std::vector<std::string>& syllables, Where where) {
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i + 1 < syllables.size(); ++i)
    tokens.push_back(InARow(syllables[i], syllables[i + 1]));
  if (tokens.empty()) tokens.push_back(Capitals(syllables.front()));
  return Quoted(tokens, where, false);
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

std::string MarkedHtml(std::string_view text, const std::vector<Span>& merged) {
  std::string html;
  std::size_t at = 0;
  for (const auto& hit : merged) {
    AppendEscaped(html, text.substr(at, hit.begin - at));
    html += "<mark>";
    AppendEscaped(html, text.substr(hit.begin, hit.end - hit.begin));
    html += "</mark>";
    at = hit.end;
  }
  AppendEscaped(html, text.substr(at));
  return html;
}

}  // namespace lianxiao::storage
