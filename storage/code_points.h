// Text one character at a time, for those who sort and search it. Safe from any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lianxiao::storage {

struct CodePoint {
  char32_t value = 0;     // U+FFFD for a byte that is no UTF-8.
  std::size_t begin = 0;  // Its bytes in the text: [begin, end).
  std::size_t end = 0;
};

// The character at `at`, which is less than text.size().
CodePoint CodePointAt(std::string_view text, std::size_t at);

void AppendUtf8(std::string& text, char32_t value);

// Full-width letters, digits and punctuation (！ to ～) as their ASCII selves, the ideographic space as a
// space; everything else as it is.
char32_t FoldWidth(char32_t value);

}  // namespace lianxiao::storage
