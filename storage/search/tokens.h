// What the index keeps of a text: words with spaces between, those of one place with '/' between.
//
//   title "看图 Unit 3"  →  看图/看/KAN/KAN_TU/=KT 图/TU/=T unit 3
//
// Chinese has no spaces, so a run of Han characters becomes overlapping pairs, and two characters of a query
// find the same two in a row; each character is a word, too. In capitals: how it is read, alone and with the
// next, for most lessons have a "yu" and a "li" somewhere and few have them in a row; and after '=' the
// initials from here on, three at most, so that initials alone find something rare enough. Words of other
// fields than the title have '.' before them: a word that all lessons have somewhere and few in their title
// must not cost a walk through all. Decides only; safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/search/words.h"

namespace lianxiao::storage {

enum class TextOf { kTitle, kFacts, kDescription };  // A description is not found by its sounds.

inline constexpr char kElsewhere = '.';  // Before the words of facts and description.
inline constexpr char kInitials = '=';
inline constexpr char kInARow = '_';  // Between two syllables.

void AppendTokens(std::string& tokens, std::string_view text, TextOf field);

// Those of the tokens that are two syllables in a row, as the title's: "KAN_TU". They live as long as
// `tokens`.
std::vector<std::string_view> SyllablesInARow(std::string_view tokens);

// That token, of syllables in either case.
std::string InARow(std::string_view first, std::string_view second);
std::string Capitals(std::string_view letters);

}  // namespace lianxiao::storage
