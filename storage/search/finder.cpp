#include "storage/search/finder.h"

#include <algorithm>
#include <optional>
#include <set>

#include "storage/tuning.h"

namespace lianxiao::storage {
namespace {

constexpr std::size_t kLongestSuggestion = 90;  // Bytes: thirty characters, a line of the list on a phone.

std::size_t Characters(const std::vector<Run>& text) {
  std::size_t count = 0;
  for (const auto& run : text) count += run.folded.size();
  return count;
}

// A lesson's texts are long, and most queries are decided by the first.
class ReadOnce {
 public:
  explicit ReadOnce(std::string_view text) : text_(text) {}
  const std::vector<Run>& operator*() {
    if (!runs_) runs_ = RunsOf(text_);
    return *runs_;
  }

 private:
  std::string_view text_;
  std::optional<std::vector<Run>> runs_;
};

std::vector<std::string> LinesOf(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

bool HasAll(const SearchQuery& query, std::string_view text) {
  return std::all_of(query.phrases().begin(), query.phrases().end(),
                     [&](const Phrase& phrase) { return !SearchQuery::Hits(phrase, text).empty(); });
}

// What of the lesson was meant: its title, or the teacher, unit or keyword that has the words.
std::string MeantBy(const SearchQuery& query, const Doc& doc) {
  if (!HasAll(query, doc.title)) {
    for (auto& line : LinesOf(doc.facts)) {
      if (HasAll(query, line)) return std::move(line);
    }
  }
  return doc.title;
}
}  // namespace

std::vector<Span> Finder::Exactly(const Phrase& phrase, const std::vector<Run>& text) {
  return SearchQuery::Hits(phrase, text);
}

Result<std::vector<std::int64_t>> Finder::Numbers(const std::string& fts5, std::int64_t most) {
  std::vector<std::int64_t> numbers;
  auto rows = connection_.Prepare("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid LIMIT ?");
  rows.Bind(1, fts5).Bind(2, most);
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return numbers;
    numbers.push_back(rows.Int(0));
  }
}

Result<Understood> Finder::Understand(std::string_view typed) {
  Status asked;
  auto understood = filter_words_.Read(typed, [&](std::string_view word) {
    const SearchQuery query(word);
    if (query.phrases().empty()) return false;
    const auto numbers = Numbers(query.Fts5(Where::kTitle), 1);
    if (!numbers) asked = Fail(numbers.error());
    return numbers && !numbers->empty();
  });
  LIANXIAO_TRY(asked);
  return understood;
}

// Nothing when a phrase stands nowhere in the lesson: the index was asked for more than is meant.
Result<std::optional<Finder::Ranked>> Finder::Rank(std::int64_t number, const SearchQuery& query,
                                                   const HitsIn& hits) {
  LIANXIAO_ASSIGN(auto doc, rows_.Load(number));
  if (!doc) return Fail(ErrorCode::kCorrupt, "the index has words of a lesson it does not know");
  ReadOnce title(doc->title), facts(doc->facts), description(doc->description);
  std::vector<Span> in_title;
  int fit = query.phrases().empty() ? 1 : 0;
  for (const auto& phrase : query.phrases()) {
    const auto there = hits(phrase, *title);
    in_title.insert(in_title.end(), there.begin(), there.end());
    if (!there.empty()) {
      fit = std::max(fit, 1);
    } else if (!hits(phrase, *facts).empty()) {
      fit = std::max(fit, 2);
    } else if (!hits(phrase, *description).empty()) {
      fit = 3;
    } else {
      return std::optional<Ranked>();
    }
  }
  std::size_t beside = Characters(*title);
  for (const auto& span : Merged(std::move(in_title))) {
    beside -= Characters(RunsOf(std::string_view(doc->title).substr(span.begin, span.end - span.begin)));
  }
  if (fit == 1 && beside == 0 && !query.phrases().empty()) fit = 0;
  LIANXIAO_ASSIGN(const bool taught, rows_.IsTaughtHere(doc->place));
  const Standing standing{.fit = fit + (doc->worth.here ? 0 : 1),
                          .away = !doc->worth.here,
                          .foreign = !taught,
                          .use = UseOf(doc->worth.opened),
                          .quality = doc->worth.quality,
                          .beside = beside,
                          .number = number};
  return std::optional(Ranked{standing, *std::move(doc)});
}

Status Finder::Take(Found& found, const std::vector<std::int64_t>& numbers) {
  for (const auto number : numbers) {
    LIANXIAO_ASSIGN(auto ranked, Rank(number, found.query, found.hits));
    if (ranked) found.best.push_back(*std::move(ranked));
  }
  std::sort(found.best.begin(), found.best.end(),
            [](const Ranked& a, const Ranked& b) { return a.standing < b.standing; });
  return {};
}

Result<Finder::Found> Finder::Ask(SearchQuery query, Match match) {
  Found found{.query = std::move(query), .hits = Exactly, .match = match};
  if (found.query.Empty()) return found;
  constexpr auto kRanked = static_cast<std::size_t>(tuning::kSearchRanked);
  constexpr auto kCounted = static_cast<std::size_t>(kSearchCounted);
  LIANXIAO_ASSIGN(auto ranked, Numbers(found.query.Fts5(Where::kTitle), tuning::kSearchRanked));
  LIANXIAO_ASSIGN(const auto anywhere, Numbers(found.query.Fts5(Where::kAnywhere), kSearchCounted + 1));
  found.more = anywhere.size() > kCounted;
  const bool loose = found.query.Loose();
  const std::set<std::int64_t> in_title(ranked.begin(), ranked.end());
  for (const auto number : anywhere) {
    if (in_title.contains(number)) continue;
    if (ranked.size() < kRanked) {
      ranked.push_back(number);
    } else if (!loose && ranked.size() + found.others.size() < kCounted) {
      found.others.push_back(number);
    }
  }
  LIANXIAO_TRY(Take(found, ranked));
  return found;
}

Result<Finder::Found> Finder::Best(std::string_view typed) {
  LIANXIAO_ASSIGN(auto understood, Understand(typed));
  const SearchQuery query(understood.rest, understood.filters);
  LIANXIAO_ASSIGN(auto found, Ask(query, Match::kExact));
  if (!found.Empty() || query.Empty()) return found;
  const bool filtered = !query.filters().empty();
  if (filtered) {  // Words after all: 数学 where only titles have it.
    LIANXIAO_ASSIGN(found, Ask(SearchQuery(typed), Match::kExact));
    if (!found.Empty()) return found;
  }
  LIANXIAO_ASSIGN(found, Guess(query, Match::kCorrected));
  if (!found.Empty()) return found;
  if (filtered) {
    LIANXIAO_ASSIGN(found, Ask(SearchQuery(understood.rest), Match::kWithoutFilters));
    if (!found.Empty()) return found;
    LIANXIAO_ASSIGN(found, Guess(SearchQuery(understood.rest), Match::kWithoutFilters));
    if (!found.Empty()) return found;
  }
  return AskForParts(SearchQuery(understood.rest));
}

Result<SearchPage> Finder::PageOf(const Found& found, const Paging& paging) {
  const auto ranked = static_cast<std::int64_t>(found.best.size());
  SearchPage page{.hits = {},
                  .total = ranked + static_cast<std::int64_t>(found.others.size()),
                  .more = found.more,
                  .filters = found.query.filters(),
                  .match = found.match};
  const auto add = [&](const Doc& doc) {
    std::vector<Span> hits;
    const auto title = RunsOf(doc.title);
    for (const auto& phrase : found.query.phrases()) {
      const auto more = found.hits(phrase, title);
      hits.insert(hits.end(), more.begin(), more.end());
    }
    page.hits.push_back({doc.id, MarkedHtml(doc.title, Merged(std::move(hits)))});
  };
  for (auto i = paging.offset; i < std::min(page.total, paging.offset + paging.limit); ++i) {
    if (i < ranked) {
      add(found.best[static_cast<std::size_t>(i)].doc);
      continue;
    }
    LIANXIAO_ASSIGN(const auto doc, rows_.Load(found.others[static_cast<std::size_t>(i - ranked)]));
    if (doc) add(*doc);
  }
  return page;
}

Result<SearchPage> Finder::Find(std::string_view typed, const Paging& paging) {
  LIANXIAO_ASSIGN(const auto found, Best(typed));
  return PageOf(found, paging);
}

Result<std::vector<std::string>> Finder::Suggest(std::string_view typed, std::size_t most) {
  LIANXIAO_ASSIGN(auto understood, Understand(typed));
  const SearchQuery query(understood.rest, understood.filters);
  std::vector<std::string> suggestions;
  if (query.phrases().empty()) return suggestions;
  LIANXIAO_ASSIGN(const auto found, Ask(query, Match::kExact));
  for (const auto& ranked : found.best) {
    if (suggestions.size() == most) break;
    auto meant = MeantBy(query, ranked.doc);
    const bool again = std::find(suggestions.begin(), suggestions.end(), meant) != suggestions.end();
    if (!again && meant.size() <= kLongestSuggestion) suggestions.push_back(std::move(meant));
  }
  return suggestions;
}

}  // namespace lianxiao::storage
