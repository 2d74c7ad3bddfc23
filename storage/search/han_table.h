// What the build wrote about Han characters (make_han_table.cpp). Private to han.cpp.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lianxiao::storage::han_table {

inline constexpr char32_t kFirst = 0x3400;
inline constexpr char32_t kLast = 0x9FFF;
inline constexpr std::size_t kCharacters = kLast - kFirst + 1;

extern const std::uint16_t kSimplified[kCharacters];  // 0: it is simple already.
extern const std::uint16_t kReading[kCharacters];     // Index into kSyllables.
extern const char* const kSyllables[];                // "" for no reading.
extern const std::size_t kSyllableCount;
extern const std::uint64_t kDigest;  // Another one: libraries of another version wrote it.

}  // namespace lianxiao::storage::han_table
