// What a Han character is in simplified writing, and how it is read. Facts of OpenCC and ICU, written into
// the program when it is built. Safe from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace lianxiao::storage {

// 圖 → 图, each character by itself; anything else as it is. Document and query go the same way, so it does
// no harm that 乾 in 乾坤 becomes 干, too.
char32_t Simplified(char32_t c);

// Readings without tone, the commonest first: "kan". ü is v, as it is typed. Empty for what is no Han
// character. One character has one reading in ICU; those with more in the words of a school are a table of
// our own, and every reading counts wherever the character stands.
using Readings = std::span<const std::string_view>;  // Of the program itself: always there.
Readings ReadingsOf(char32_t c);

// Every syllable that some character has, sorted.
std::span<const std::string_view> Syllables();

// Other with libraries of another version: what was indexed with theirs has to be indexed anew.
std::uint64_t HanTableDigest();

}  // namespace lianxiao::storage
