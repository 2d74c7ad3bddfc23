// Typing errors: what else may have been meant when nothing was found. One character wrong, missing, too many
// or changed places with its neighbour; or, as input methods err, other characters that sound the same.
// Decides only; safe from any thread.
//
// The index cannot be asked for "nearly". Of characters each guess asks for what is left of a phrase when one
// place of it is taken out; of pinyin, for all it may have been. NearHits() looks at what comes back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/search/pinyin_repair.h"
#include "storage/search/query.h"

namespace lianxiao::storage {

// Pieces of FTS5's language that find all lessons in which the phrase stands with one error, and others. The
// likeliest first. Empty for what is too short to be guessed at, and for numbers.
std::vector<std::string> GuessesFor(const Phrase& phrase, const HeardInARow& heard);

// Where the phrase stands in the text of these runs with one error at most.
std::vector<Span> NearHits(const Phrase& phrase, const std::vector<Run>& runs);

// Whether one is the other but for one character.
bool IsOneEditApart(std::u32string_view a, std::u32string_view b);

}  // namespace lianxiao::storage
