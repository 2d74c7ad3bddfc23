#include "center/ingest/table_text.h"

#include <iconv.h>

#include <array>
#include <cerrno>

namespace lianxiao::center {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kFullWidthBlank = "\xE3\x80\x80";
constexpr std::string_view kFullWidthSemicolon = "；";

class Converter {
 public:
  explicit Converter(const char* from) : handle_(iconv_open("UTF-8", from)) {}
  ~Converter() {
    if (Works()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  bool Works() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  // False when the bytes are not in the encoding, or end in the middle of a character.
  bool Convert(std::string_view bytes, std::string& text) {
    std::string copy(bytes);  // iconv(3) wants to move a pointer into writable bytes.
    char* in = copy.data();
    std::size_t in_left = copy.size();
    while (in_left > 0) {
      std::array<char, 4096> buffer;
      char* out = buffer.data();
      std::size_t out_left = buffer.size();
      const auto converted = iconv(handle_, &in, &in_left, &out, &out_left);
      text.append(buffer.data(), buffer.size() - out_left);
      if (converted == static_cast<std::size_t>(-1) && errno != E2BIG) return false;
    }
    return true;
  }

 private:
  iconv_t handle_;
};

Result<std::string> ConvertFrom(const char* encoding, std::string_view bytes) {
  Converter converter(encoding);
  if (!converter.Works()) {
    return Fail(ErrorCode::kInternal, std::string("no conversion from ") + encoding + " on this machine");
  }
  std::string text;
  if (!converter.Convert(bytes, text)) {
    return Fail(ErrorCode::kInvalid, std::string("neither UTF-8 nor ") + encoding);
  }
  return text;
}

// How many bytes the character that starts with `lead` has; 0 for a byte that cannot start one.
int CharacterBytes(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

// The second byte's range rules out overlong forms, surrogates and what lies beyond U+10FFFF.
bool SecondByteFits(unsigned char lead, unsigned char second) {
  switch (lead) {
    case 0xE0: return second >= 0xA0 && second <= 0xBF;
    case 0xED: return second >= 0x80 && second <= 0x9F;
    case 0xF0: return second >= 0x90 && second <= 0xBF;
    case 0xF4: return second >= 0x80 && second <= 0x8F;
    default: return second >= 0x80 && second <= 0xBF;
  }
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

bool IsUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const auto bytes = static_cast<std::size_t>(CharacterBytes(lead));
    if (bytes == 0 || bytes > text.size() - at) return false;
    if (bytes > 1 && !SecondByteFits(lead, static_cast<unsigned char>(text[at + 1]))) return false;
    for (std::size_t i = 2; i < bytes; ++i) {
      if ((static_cast<unsigned char>(text[at + i]) & 0xC0) != 0x80) return false;
    }
    at += bytes;
  }
  return true;
}

Result<std::string> ToUtf8(std::string_view bytes) {
  if (bytes.starts_with(kUtf8Mark)) bytes.remove_prefix(kUtf8Mark.size());
  if (bytes.starts_with("\xFF\xFE")) return ConvertFrom("UTF-16LE", bytes.substr(2));
  if (bytes.starts_with("\xFE\xFF")) return ConvertFrom("UTF-16BE", bytes.substr(2));
  if (IsUtf8(bytes)) return std::string(bytes);
  return ConvertFrom("GB18030", bytes);
}

std::string Trim(std::string_view text) {
  for (bool changed = true; changed;) {
    const auto before = text.size();
    while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
    while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
    if (text.starts_with(kFullWidthBlank)) text.remove_prefix(kFullWidthBlank.size());
    if (text.ends_with(kFullWidthBlank)) text.remove_suffix(kFullWidthBlank.size());
    changed = text.size() != before;
  }
  return std::string(text);
}

std::vector<std::string> SplitList(std::string_view text) {
  std::vector<std::string> items;
  // Where the next one of either kind is. Looked for anew only when passed: a table may be all semicolons.
  auto narrow = text.find(';');
  auto wide = text.find(kFullWidthSemicolon);
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min({narrow, wide, text.size()});
    if (auto item = Trim(text.substr(at, end - at)); !item.empty()) items.push_back(std::move(item));
    at = end + (end == wide ? kFullWidthSemicolon.size() : 1);
    if (end == narrow) narrow = text.find(';', at);
    if (end == wide) wide = text.find(kFullWidthSemicolon, at);
  }
  return items;
}

}  // namespace lianxiao::center
