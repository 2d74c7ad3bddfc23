// Text as runs of one kind of characters, folded. Decides only; safe from any thread.
//
//   "看圖說話 Unit３" → 看图说话 | unit | 3
//
// Folded away: case, full width, the tone marks of pinyin, and traditional writing. A run is looked for in
// runs, so a document and what is typed meet whichever way either was written.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lianxiao::storage {

enum class WordKind { kHan, kLetters, kDigits };

// A stretch of one kind of characters, as bytes [begin, end) of the text.
struct Run {
  WordKind kind = WordKind::kHan;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::u32string folded;               // Its characters.
  std::vector<std::size_t> positions;  // Where each begins.
  std::size_t EndOf(std::size_t i) const { return i + 1 < positions.size() ? positions[i + 1] : end; }
};

std::vector<Run> RunsOf(std::string_view text);

std::string ToUtf8(std::u32string_view text);
// The text with its characters folded, one for one, whatever kind they are; a byte that is no UTF-8 is
// U+FFFD.
std::u32string Folded(std::string_view text);

}  // namespace lianxiao::storage
