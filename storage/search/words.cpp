#include "storage/search/words.h"

#include <optional>

#include "storage/code_points.h"
#include "storage/search/han.h"

namespace lianxiao::storage {
namespace {

bool Within(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

// Ideographs, 々 and 〇; kana and Hangul are written without spaces, too, or nearly so.
bool IsHan(char32_t c) {
  return Within(c, 0x4E00, 0x9FFF) || Within(c, 0x3400, 0x4DBF) || Within(c, 0x20000, 0x323AF) ||
         Within(c, 0xF900, 0xFAFF) || Within(c, 0x3005, 0x3007) || Within(c, 0x3041, 0x30FF) ||
         Within(c, 0xAC00, 0xD7A3);
}

bool IsDigit(char32_t c) { return Within(c, U'0', U'9'); }

// Latin, Greek and Cyrillic.
bool IsLetter(char32_t c) {
  return Within(c, U'a', U'z') || Within(c, U'A', U'Z') ||
         (Within(c, 0xC0, 0x24F) && c != 0xD7 && c != 0xF7) || Within(c, 0x370, 0x52F);
}

// ā á ǎ à are all a: pupils type pinyin without its tones. ü stays apart from u, as nü from nu.
char32_t WithoutTone(char32_t c) {
  constexpr std::u32string_view kToned = U"āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ";
  constexpr std::u32string_view kPlain = U"aeiouü";
  if (!Within(c, U'à', U'ǜ')) return c;  // Nearly all are Han.
  const auto at = kToned.find(c);
  return at == std::u32string_view::npos ? c : kPlain[at / 4];
}

char32_t LowerCase(char32_t c) {
  if (Within(c, U'A', U'Z') || (Within(c, 0xC0, 0xDE) && c != 0xD7)) return c + 0x20;
  if (Within(c, 0x391, 0x3A9) || Within(c, 0x410, 0x42F)) return c + 0x20;
  if (Within(c, 0x400, 0x40F)) return c + 0x50;
  // In these blocks capitals stand right before their small letters, which have odd or even places.
  if (Within(c, 0x100, 0x137) || Within(c, 0x14A, 0x177) || Within(c, 0x1DE, 0x1EF)) return c | 1;
  if (Within(c, 0x139, 0x148) || Within(c, 0x179, 0x17E) || Within(c, 0x1CD, 0x1DC)) return c + (c & 1);
  return c;
}

std::optional<WordKind> KindOf(char32_t c) {
  if (IsHan(c)) return WordKind::kHan;
  if (IsDigit(c)) return WordKind::kDigits;
  if (IsLetter(c)) return WordKind::kLetters;
  return std::nullopt;
}

char32_t Fold(char32_t c) { return WithoutTone(LowerCase(Simplified(FoldWidth(c)))); }

}  // namespace

std::vector<Run> RunsOf(std::string_view text) {
  std::vector<Run> runs;
  bool in_run = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = CodePointAt(text, at);
    at = c.end;
    const auto folded = Fold(c.value);
    const auto kind = KindOf(folded);
    if (!kind) {
      in_run = false;
      continue;
    }
    if (!in_run || runs.back().kind != *kind) runs.push_back({*kind, c.begin, c.end, {}, {}});
    in_run = true;
    auto& run = runs.back();
    run.end = c.end;
    run.folded.push_back(folded);
    run.positions.push_back(c.begin);
  }
  return runs;
}

std::string ToUtf8(std::u32string_view text) {
  std::string utf8;
  for (const auto c : text) AppendUtf8(utf8, c);
  return utf8;
}

std::u32string Folded(std::string_view text) {
  std::u32string folded;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = CodePointAt(text, at);
    at = c.end;
    folded += Fold(c.value);
  }
  return folded;
}

}  // namespace lianxiao::storage
