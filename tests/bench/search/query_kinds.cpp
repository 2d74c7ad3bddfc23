#include "tests/bench/search/query_kinds.h"

#include <algorithm>
#include <random>
#include <set>

#include "storage/search/han.h"
#include "storage/search/words.h"

namespace lianxiao::bench {
namespace {

using storage::ToUtf8;

constexpr std::size_t kOfEachKind = 150;
constexpr std::size_t kBroad = 60;  // The commonest pairs of characters.

std::string Sound(char32_t c, bool initial) {
  const auto readings = storage::ReadingsOf(c);
  if (readings.empty()) return {};
  return std::string(initial ? readings.front().substr(0, 1) : readings.front());
}

std::string Sounds(std::u32string_view text, std::size_t initials) {
  std::string all;
  for (std::size_t i = 0; i < text.size(); ++i) all += Sound(text[i], i < initials);
  return all;
}

class Drawer {
 public:
  explicit Drawer(const std::vector<Outline>& outlines) : outlines_(outlines) {
    std::map<std::u32string, int> pairs;
    for (const auto& outline : outlines) {
      for (const auto& run : storage::RunsOf(outline.lesson)) {
        if (run.kind != storage::WordKind::kHan || run.folded.size() < 2) continue;
        runs_.push_back(run.folded);
        for (std::size_t i = 0; i + 1 < run.folded.size(); ++i) ++pairs[run.folded.substr(i, 2)];
      }
    }
    std::vector<std::pair<int, std::u32string>> order;
    for (const auto& [pair, count] : pairs) order.emplace_back(-count, pair);
    std::sort(order.begin(), order.end());
    for (const auto& entry : order) pairs_.push_back(entry.second);
  }
  // A stretch of `size` characters of some title.
  std::u32string Stretch(std::size_t size) {
    for (;;) {
      const auto& run = runs_[random_() % runs_.size()];
      if (run.size() >= size) return run.substr(random_() % (run.size() - size + 1), size);
    }
  }
  const std::u32string& Pair(std::size_t from, std::size_t to) {
    return pairs_[from + random_() % (to - from)];
  }
  const Outline& Any() { return outlines_[random_() % outlines_.size()]; }
  std::size_t Below(std::size_t end) { return random_() % end; }
  std::size_t Pairs() const { return pairs_.size(); }

 private:
  const std::vector<Outline>& outlines_;
  std::mt19937 random_{7};
  std::vector<std::u32string> runs_;
  std::vector<std::u32string> pairs_;  // The commonest first.
};

std::u32string Wrong(std::u32string text, std::size_t at) {
  text[at] = text[at] == U'龙' ? U'马' : U'龙';
  return text;
}

}  // namespace

std::map<std::string, std::vector<std::string>> QueriesByKind(const std::vector<Outline>& outlines) {
  Drawer draw(outlines);
  std::map<std::string, std::vector<std::string>> kinds;
  for (std::size_t i = 0; i < kOfEachKind; ++i) {
    const auto add = [&](const char* kind, std::string typed) { kinds[kind].push_back(std::move(typed)); };
    add("01 one character", ToUtf8(draw.Stretch(1)));
    add("02 two characters", ToUtf8(draw.Pair(kBroad, draw.Pairs())));
    add("03 broad word", ToUtf8(draw.Pair(0, kBroad)));
    add("04 two broad words", ToUtf8(draw.Pair(0, kBroad)) + " " + ToUtf8(draw.Pair(0, kBroad)));
    add("05 whole title", draw.Any().lesson);
    add("06 pinyin, two syllables", Sounds(draw.Stretch(2), 0));
    add("07 pinyin, four syllables", Sounds(draw.Stretch(4), 0));
    add("08 two initials", Sounds(draw.Stretch(2), 2));
    add("09 four initials", Sounds(draw.Stretch(4), 4));
    add("10 initials and syllables", Sounds(draw.Stretch(4), 2));
    add("11 filters alone", draw.Any().grade + draw.Any().subject);
    add("12 filters and word", draw.Any().grade + draw.Any().subject + " " + ToUtf8(draw.Pair(0, kBroad)));
    add("13 wrong character", ToUtf8(Wrong(draw.Stretch(4), draw.Below(4))));
    auto letters = Sounds(draw.Stretch(4), 0);
    letters.erase(letters.size() / 2, 1);
    add("14 wrong pinyin", letters);
    add("15 nothing like it", "龘靐" + std::to_string(1'000'000 + i) + " 恐龙化石");
    add("16 typing, for suggestions", ToUtf8(draw.Stretch(2)).substr(0, 3 + 3 * draw.Below(2)));
  }
  return kinds;
}

}  // namespace lianxiao::bench
