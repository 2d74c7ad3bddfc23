// Letters as pinyin: whole syllables, initials alone, or both mixed. Decides only; safe from any thread.
//
//   "kantushuohua" → kan tu shuo hua        "ktsh"      → k t sh, k t s h
//   "fangan"       → fang an, fan gan       "ktshuohua" → k t shuo hua
//   "kantushuoh"   → kan tu shuo h          "fractions" → nothing: no pinyin
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/search/han.h"

namespace lianxiao::storage {

struct Piece {
  std::string letters;  // "kan"; of a syllable that is not whole, what there is of it: "k", "sh", "fe".
  bool whole = false;
  bool operator==(const Piece&) const = default;
};
using Pinyin = std::vector<Piece>;

// The likeliest ways to read `letters` (a–z and ü), best first, at most `most`. Whole syllables come before
// initials. Empty: cannot be pinyin, or longer than anybody types.
std::vector<Pinyin> ReadPinyin(std::string_view letters, std::size_t most = 4);

// Whether a character with these readings may be what was typed as `piece`. `last`: the syllable may go on.
bool IsReadAs(Readings readings, const Piece& piece, bool last);

}  // namespace lianxiao::storage
