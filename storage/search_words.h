// Text as search words. Decides only; safe from any thread.
//
//   "看图说话 Unit３"  in a document:  看图 图说 说话 话 unit3
//                      in a query:     看图 图说 说话 unit3
//
// Chinese has no spaces, so a run of Han characters becomes overlapping pairs, and two characters of a
// query find the same two in a row. A document also gets the last character of the run, so that each of
// its characters begins a word and one alone can be found as a prefix. Letters and digits stay together;
// case, full width and the tone marks of pinyin are folded away.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lianxiao::storage {

enum class WordKind { kHan, kLetters, kDigits };  // kLetters: at least one letter.

// A stretch of one kind of characters, as bytes [begin, end) of the text.
struct Run {
  WordKind kind = WordKind::kHan;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<char32_t> folded;        // Its characters.
  std::vector<std::size_t> positions;  // Where each begins.
};

struct Word {
  std::string text;  // Folded.
  std::size_t begin = 0;
  std::size_t end = 0;
};

enum class WordsFor { kDocument, kQuery };

std::vector<Run> RunsOf(std::string_view text);
std::vector<Word> WordsOf(const Run& run, WordsFor purpose);
std::vector<Word> WordsOf(std::string_view text, WordsFor purpose);

}  // namespace lianxiao::storage
