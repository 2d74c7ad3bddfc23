#include "storage/formats/utf8.h"

#include <algorithm>
#include <cstdint>

namespace lianxiao::formats {
namespace {

// Bytes of the well-formed character that `text` begins with; 0 if there is none.
std::size_t CharacterSize(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const auto first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  // The second byte is what tells overlong forms, surrogates and what lies beyond U+10FFFF.
  const auto second = byte(1);
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
      (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) {
    return 0;
  }
  return size;
}

bool IsControl(char c) { return static_cast<std::uint8_t>(c) < 0x20 || c == 0x7F; }

}  // namespace

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const auto size = CharacterSize(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

bool HasControls(std::string_view text) { return std::any_of(text.begin(), text.end(), IsControl); }

std::string Presentable(std::string_view text, std::size_t max_bytes) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string shown;
  while (!text.empty()) {
    const auto size = CharacterSize(text);
    auto character = size == 0 ? kReplacement : text.substr(0, size);
    if (size == 1 && IsControl(text[0])) character = " ";
    if (shown.size() + character.size() > max_bytes) break;
    shown += character;
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return shown;
}

}  // namespace lianxiao::formats
