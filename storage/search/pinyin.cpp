#include "storage/search/pinyin.h"

#include <algorithm>
#include <functional>

namespace lianxiao::storage {
namespace {

constexpr std::size_t kMaxLetters = 60;  // Twenty syllables; a title has fewer.
constexpr std::size_t kMaxSyllable = 6;  // "zhuang"

// Fewer pieces first, and whole ones before initials: "xian" before "xi an" before "x i a n".
constexpr int kWholeCost = 1, kBegunCost = 2, kInitialCost = 3;

struct Way {
  Pinyin pieces;  // From the end to the beginning while they are put together.
  int cost = 0;
};

bool IsSyllable(std::string_view letters) {
  const auto all = Syllables();
  return std::binary_search(all.begin(), all.end(), letters);
}

bool BeginsSyllable(std::string_view letters) {
  const auto all = Syllables();
  const auto found = std::lower_bound(all.begin(), all.end(), letters);
  return found != all.end() && found->starts_with(letters);
}

bool IsInitial(std::string_view letters) {
  if (letters.size() == 1)
    return std::string_view("bpmfdtnlgkhjqxrzcsywaoe").find(letters) != std::string_view::npos;
  return letters == "zh" || letters == "ch" || letters == "sh";
}

// ü is typed as v; lue and nue are written for lüe and nüe.
std::string Typed(std::string_view letters) {
  std::string typed;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (letters.substr(i).starts_with("ü")) {
      typed += 'v';
      ++i;
    } else {
      typed += letters[i];
    }
  }
  for (const std::string_view written : {"lue", "nue"}) {
    for (auto at = typed.find(written); at != std::string::npos; at = typed.find(written, at + 1))
      typed[at + 1] = 'v';
  }
  return typed;
}

void Keep(std::vector<Way>& ways, std::size_t most) {
  std::stable_sort(ways.begin(), ways.end(), [](const Way& a, const Way& b) { return a.cost < b.cost; });
  if (ways.size() > most) ways.resize(most);
}

void Extend(std::vector<Way>& ways, const std::vector<Way>& rest, const Piece& piece, int cost) {
  for (const auto& way : rest) {
    ways.push_back(way);
    ways.back().pieces.push_back(piece);
    ways.back().cost += cost;
  }
}

}  // namespace

std::vector<Pinyin> ReadPinyin(std::string_view letters, std::size_t most) {
  const auto typed = Typed(letters);
  if (typed.empty() || typed.size() > kMaxLetters) return {};
  std::vector<std::vector<Way>> from(typed.size() + 1);  // The best ways to read what begins at each letter.
  from.back().push_back({});
  for (std::size_t at = typed.size(); at-- > 0;) {
    auto& ways = from[at];
    for (std::size_t size = 1; size <= kMaxSyllable && at + size <= typed.size(); ++size) {
      const Piece piece{typed.substr(at, size), IsSyllable(std::string_view(typed).substr(at, size))};
      const auto& rest = from[at + size];
      const bool at_end = at + size == typed.size();
      if (piece.whole) Extend(ways, rest, piece, kWholeCost);
      if (IsInitial(piece.letters)) {
        if (!piece.whole) Extend(ways, rest, piece, kInitialCost);
      } else if (at_end && !piece.whole && BeginsSyllable(piece.letters)) {
        Extend(ways, rest, piece, kBegunCost);
      }
    }
    Keep(ways, most);
  }
  std::vector<Pinyin> read;
  const auto whole = [](const Way& way) {
    return std::all_of(way.pieces.begin(), way.pieces.end(), [](const Piece& piece) { return piece.whole; });
  };
  // Who typed whole syllables did not mean initials.
  if (!from.front().empty() && whole(from.front().front())) std::erase_if(from.front(), std::not_fn(whole));
  for (auto& way : from.front()) {
    std::reverse(way.pieces.begin(), way.pieces.end());
    read.push_back(std::move(way.pieces));
  }
  return read;
}

bool IsReadAs(Readings readings, const Piece& piece, bool last) {
  return std::any_of(readings.begin(), readings.end(), [&](std::string_view reading) {
    return piece.whole && !last ? reading == piece.letters : reading.starts_with(piece.letters);
  });
}

}  // namespace lianxiao::storage
