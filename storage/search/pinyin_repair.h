// What pinyin with one typing error may have been: a letter wrong, missing, too many, or two that changed
// places. Decides only; safe from any thread when what it asks is.
//
// The index is asked for whole readings and not for what the error left whole: GE and JI are in half of all
// lessons, GE_SHI SHI_DE DE_JI in none or few.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lianxiao::storage {

// Whether any lesson has these two syllables in a row. Of two hundred readings one or two are left by that.
using HeardInARow = std::function<bool(std::string_view first, std::string_view second)>;

// Syllables in lower case, each reading once, in the order of the alphabet; every two in a row are heard.
// Empty where more than one thing is wrong, and for more letters than any title has. A missing syllable of
// one letter (a, e, o) is not thought of.
std::vector<std::vector<std::string>> RepairedReadings(std::string_view letters, const HeardInARow& heard);

}  // namespace lianxiao::storage
