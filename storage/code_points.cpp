#include "storage/code_points.h"

namespace lianxiao::storage {
namespace {

constexpr char32_t kBroken = 0xFFFD;

unsigned char ByteAt(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

// What the first byte promises: how many bytes, and the smallest value that needs so many.
struct Lead {
  std::size_t bytes;
  char32_t bits;
  char32_t least;
};

Lead LeadOf(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >= 0xC2 && byte < 0xE0) return {2, byte & 0x1FU, 0x80};
  if (byte >= 0xE0 && byte < 0xF0) return {3, byte & 0x0FU, 0x800};
  if (byte >= 0xF0 && byte < 0xF5) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

}  // namespace

CodePoint CodePointAt(std::string_view text, std::size_t at) {
  const CodePoint broken{kBroken, at, at + 1};
  const auto lead = LeadOf(ByteAt(text, at));
  if (lead.bytes == 0 || at + lead.bytes > text.size()) return broken;
  char32_t value = lead.bits;
  for (std::size_t i = 1; i < lead.bytes; ++i) {
    const auto byte = ByteAt(text, at + i);
    if ((byte & 0xC0) != 0x80) return broken;
    value = value << 6 | (byte & 0x3FU);
  }
  const bool surrogate = value >= 0xD800 && value < 0xE000;
  if (value < lead.least || value > 0x10FFFF || surrogate) return broken;
  return {value, at, at + lead.bytes};
}

void AppendUtf8(std::string& text, char32_t value) {
  const auto tail = [&](int shift) { text += static_cast<char>(0x80 | (value >> shift & 0x3F)); };
  if (value < 0x80) {
    text += static_cast<char>(value);
  } else if (value < 0x800) {
    text += static_cast<char>(0xC0 | value >> 6);
    tail(0);
  } else if (value < 0x10000) {
    text += static_cast<char>(0xE0 | value >> 12);
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0 | value >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

char32_t FoldWidth(char32_t value) {
  if (value >= 0xFF01 && value <= 0xFF5E) return value - 0xFEE0;
  return value == 0x3000 ? U' ' : value;
}

}  // namespace lianxiao::storage
