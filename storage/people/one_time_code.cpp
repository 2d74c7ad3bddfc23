#include "storage/people/one_time_code.h"

#include "storage/base/digest.h"
#include "storage/base/encoding.h"
#include "storage/base/keys.h"
#include "storage/code_points.h"
#include "storage/people/people.h"

namespace lianxiao::storage {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kCodeDigits = 10;
constexpr std::size_t kGroup = 5;
constexpr std::size_t kMostTypedBytes = 100;

bool IsSeparator(char32_t c) {
  return c <= U' ' || c == U'-' || c == 0xA0 || (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

// 0 for a character that no code contains.
char DigitOf(char32_t c) {
  if (c >= U'a' && c <= U'z') c = c - U'a' + U'A';
  if (c == U'O') c = U'0';
  if (c == U'I' || c == U'L') c = U'1';
  if (c > 0x7F || kDigits.find(static_cast<char>(c)) == std::string_view::npos) return 0;
  return static_cast<char>(c);
}

}  // namespace

std::string NewOneTimeCode() {
  const auto digits = ToBase32(RandomBytes(7)).substr(0, kCodeDigits);  // 56 bits, of which 50 are spelt.
  return digits.substr(0, kGroup) + "-" + digits.substr(kGroup);
}

std::string CodeAsTyped(std::string_view typed) {
  if (typed.size() > kMostTypedBytes) return {};
  std::string digits;
  for (std::size_t at = 0; at < typed.size();) {
    const auto point = CodePointAt(typed, at);
    at = point.end;
    const auto character = FoldWidth(point.value);
    if (IsSeparator(character)) continue;
    const char digit = DigitOf(character);
    if (digit == 0) return {};
    digits += digit;
  }
  return digits.size() == kCodeDigits ? digits : std::string();
}

std::string DigestOfCode(std::string_view account_id, std::string_view code) {
  return HashOf("lianxiao account code\n" + std::string(account_id) + "\n" + CodeAsTyped(code)).Hex();
}

}  // namespace lianxiao::storage
