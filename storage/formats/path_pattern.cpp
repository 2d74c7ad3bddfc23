#include "storage/formats/path_pattern.h"

#include <cstdint>
#include <optional>

#include "storage/formats/utf8.h"

namespace lianxiao::formats {
namespace {

// The first character of `text`; a byte that begins none is one by itself.
std::string_view First(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && size < 4 && (static_cast<std::uint8_t>(text[size]) & 0xC0) == 0x80) ++size;
  return text.substr(0, IsUtf8(text.substr(0, size)) ? size : 1);
}

// "[…]" at the beginning of a pattern: its end, and what is between.
struct Bracket {
  std::size_t size = 0;
  bool negated = false;
  std::string_view members;
};

std::optional<Bracket> BracketAt(std::string_view pattern) {
  if (pattern.empty() || pattern[0] != '[') return std::nullopt;
  const bool negated = pattern.size() > 1 && pattern[1] == '!';
  const std::size_t begin = negated ? 2 : 1;
  const auto end = pattern.find(']', begin + 1);  // A ']' in the first place is a member.
  if (end == std::string_view::npos || pattern.substr(0, end).find('/') != std::string_view::npos) {
    return std::nullopt;
  }
  return Bracket{end + 1, negated, pattern.substr(begin, end - begin)};
}

// UTF-8 sorts as its code points do, so ranges compare as text.
bool Contains(const Bracket& bracket, std::string_view character) {
  auto rest = bracket.members;
  while (!rest.empty()) {
    const auto from = First(rest);
    rest.remove_prefix(from.size());
    auto to = from;
    if (rest.size() > 1 && rest[0] == '-') {
      to = First(rest.substr(1));
      rest.remove_prefix(1 + to.size());
    }
    if (from <= character && character <= to) return !bracket.negated;
  }
  return bracket.negated;
}

// How much of `pattern` the character answers; 0: it does not match.
std::size_t Step(std::string_view pattern, std::string_view character) {
  if (pattern.empty() || character == "/") return pattern.starts_with('/') && character == "/" ? 1 : 0;
  if (pattern[0] == '?') return 1;
  if (const auto bracket = BracketAt(pattern)) return Contains(*bracket, character) ? bracket->size : 0;
  return pattern.starts_with(character) ? character.size() : 0;
}

}  // namespace

bool MatchesPath(std::string_view pattern, std::string_view path) {
  // After a '*' that met too little: try again with one more character in it. Only the last '*' need be
  // tried, for what stood before it has matched already, and none reaches over a '/'.
  std::string_view after_star, star_at;
  bool star = false;
  while (!path.empty()) {
    const auto character = First(path);
    if (!pattern.empty() && pattern[0] == '*') {
      pattern.remove_prefix(1);
      star = true;
      after_star = pattern;
      star_at = path;
      continue;
    }
    if (const auto step = Step(pattern, character); step > 0) {
      if (character == "/") star = false;
      pattern.remove_prefix(step);
      path.remove_prefix(character.size());
      continue;
    }
    if (!star || First(star_at) == "/") return false;
    star_at.remove_prefix(First(star_at).size());
    path = star_at;
    pattern = after_star;
  }
  while (pattern.starts_with('*')) pattern.remove_prefix(1);
  return pattern.empty();
}

}  // namespace lianxiao::formats
