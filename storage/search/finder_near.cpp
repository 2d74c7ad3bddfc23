// Finder's other half: what is near when nothing has the words.
#include <algorithm>
#include <map>
#include <set>

#include "storage/search/finder.h"
#include "storage/search/near.h"
#include "storage/search/tokens.h"
#include "storage/tuning.h"

namespace lianxiao::storage {
namespace {

constexpr std::size_t kLeastWordLetters = 4;  // "unit"; of three letters every other word is a neighbour.

std::vector<Span> ExactOrNear(const Phrase& phrase, const std::vector<Run>& text) {
  auto exact = SearchQuery::Hits(phrase, text);
  return exact.empty() ? NearHits(phrase, text) : exact;
}

// Pairs of characters, words and numbers, each once.
std::string PartsOf(const SearchQuery& query) {
  std::string parts;
  const auto add = [&parts](std::u32string_view part) { parts += ToUtf8(part) + " "; };
  for (const auto& phrase : query.phrases()) {
    if (phrase.kind != WordKind::kHan || phrase.text.size() < 2) {
      add(phrase.text);
      continue;
    }
    for (std::size_t i = 0; i + 1 < phrase.text.size(); ++i)
      add(std::u32string_view(phrase.text).substr(i, 2));
  }
  return parts;
}

// Everything but the phrase that may be wrong.
std::string Others(const SearchQuery& query, std::size_t wrong) {
  std::string others;
  for (std::size_t i = 0; i < query.phrases().size(); ++i) {
    if (i != wrong) others += "(" + ExpressionOf(query.phrases()[i], Where::kAnywhere) + ") AND ";
  }
  return others;
}

}  // namespace

// Words of the index that are the typed one but for a letter; its first letter is taken for right.
Result<std::string> Finder::WordsLike(const Phrase& phrase) {
  std::string any;
  if (phrase.kind != WordKind::kLetters || phrase.text.size() < kLeastWordLetters) return any;
  for (const bool elsewhere : {false, true}) {
    const auto first = (elsewhere ? std::string(1, kElsewhere) : "") + ToUtf8(phrase.text.substr(0, 1));
    auto rows = connection_.Prepare("SELECT term FROM vocabulary WHERE term >= ? AND term < ?");
    rows.Bind(1, first).Bind(2, first + "\x7f");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) break;
      const auto term = rows.Text(0);
      const auto word = Folded(std::string_view(term).substr(elsewhere ? 1 : 0));
      if (IsOneEditApart(phrase.text, word)) any += (any.empty() ? "\"" : " OR \"") + term + "\"";
    }
  }
  return any;
}

Result<std::vector<std::string>> Finder::GuessesOf(const SearchQuery& query) {
  std::vector<std::string> all;
  Status asked;
  const auto heard = [&](std::string_view first, std::string_view second) {
    const auto is_heard = rows_.IsHeard(first, second);
    if (!is_heard) asked = Fail(is_heard.error());
    return is_heard && *is_heard;
  };
  for (std::size_t wrong = 0; wrong < query.phrases().size(); ++wrong) {
    const auto& phrase = query.phrases()[wrong];
    auto guesses = GuessesFor(phrase, heard);
    LIANXIAO_TRY(asked);
    LIANXIAO_ASSIGN(auto words, WordsLike(phrase));
    if (!words.empty()) guesses.push_back(std::move(words));
    for (const auto& guess : guesses) all.push_back(query.Fts5With(Others(query, wrong) + "(" + guess + ")"));
  }
  return all;
}

Result<Finder::Found> Finder::Guess(SearchQuery query, Match match) {
  LIANXIAO_ASSIGN(const auto guesses, GuessesOf(query));
  Found found{.query = std::move(query), .hits = ExactOrNear, .match = match};
  std::set<std::int64_t> seen;
  for (const auto& guess : guesses) {
    LIANXIAO_ASSIGN(auto numbers, Numbers(guess, tuning::kSearchGuessed));
    std::erase_if(numbers, [&](std::int64_t number) { return !seen.insert(number).second; });
    LIANXIAO_TRY(Take(found, numbers));
    if (found.best.size() >= tuning::kSearchParts) break;  // A page; the likeliest came first.
  }
  return found;
}

Result<Finder::Found> Finder::AskForParts(const SearchQuery& query) {
  Found found{.query = SearchQuery(PartsOf(query)), .hits = Exactly, .match = Match::kSomeWords};
  std::map<std::int64_t, int> parts_in;
  for (const auto& part : found.query.phrases()) {
    LIANXIAO_ASSIGN(const auto numbers, Numbers(ExpressionOf(part, Where::kTitle), tuning::kSearchGuessed));
    for (const auto number : numbers) ++parts_in[number];
  }
  std::vector<std::pair<int, std::int64_t>> order;
  for (const auto& [number, parts] : parts_in) order.emplace_back(-parts, number);
  std::sort(order.begin(), order.end());
  if (order.size() > tuning::kSearchParts) order.resize(tuning::kSearchParts);
  for (const auto& entry : order) found.others.push_back(entry.second);
  return found;
}

}  // namespace lianxiao::storage
